//! The payload's compression: one zstd frame. Unpacking stops at the limit, whatever the frame claims about itself.

use std::io::Read as _;

use crate::limits;

/// Why a payload cannot be unpacked.
#[derive(Debug, thiserror::Error)]
pub enum Unpacking {
    /// It is no zstd frame, a damaged one, or something follows it.
    #[error("the payload is not one whole zstd frame")]
    Damaged,
    /// It is larger than any payload may be.
    #[error("the payload has more than {} bytes", limits::UNPACKED)]
    TooLarge,
}

/// Unpacks a payload that was found good. At most [`limits::UNPACKED`] bytes and a window of 8 MiB are set aside.
pub fn unpack(payload: &[u8]) -> Result<Vec<u8>, Unpacking> {
    let damaged = |_| Unpacking::Damaged;
    let mut rest = payload;
    let mut decoder = zstd::stream::read::Decoder::with_buffer(&mut rest)
        .map_err(damaged)?
        .single_frame();
    decoder.window_log_max(23).map_err(damaged)?;
    let mut unpacked = Vec::new();
    let most = limits::UNPACKED as u64;
    (decoder.by_ref().take(most + 1))
        .read_to_end(&mut unpacked)
        .map_err(damaged)?;
    if unpacked.len() > limits::UNPACKED {
        return Err(Unpacking::TooLarge);
    }
    drop(decoder);
    if rest.is_empty() {
        Ok(unpacked)
    } else {
        Err(Unpacking::Damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pack(payload: &[u8]) -> Vec<u8> {
        zstd::bulk::compress(payload, 3).unwrap()
    }

    #[test]
    fn a_bomb_is_stopped_at_the_limit() {
        let bomb = pack(&vec![0; limits::UNPACKED + 1]);
        assert!(bomb.len() < 100_000);
        assert!(matches!(unpack(&bomb), Err(Unpacking::TooLarge)));
        let largest = pack(&vec![0; limits::UNPACKED]);
        assert_eq!(unpack(&largest).unwrap().len(), limits::UNPACKED);
    }

    #[test]
    fn a_cut_or_lengthened_payload_is_damaged() {
        let whole = pack(b"a policy, a policy, a policy, a policy");
        assert!(matches!(
            unpack(&whole[..whole.len() - 1]),
            Err(Unpacking::Damaged)
        ));
        let longer = [&whole[..], b"!"].concat();
        assert!(matches!(unpack(&longer), Err(Unpacking::Damaged)));
        assert!(matches!(unpack(&[]), Err(Unpacking::Damaged)));
    }

    proptest! {
        #[test]
        fn payloads_survive(payload: Vec<u8>) {
            prop_assert_eq!(unpack(&pack(&payload)).unwrap(), payload);
        }

        #[test]
        fn any_bytes_are_unpacked_or_refused(bytes: Vec<u8>) {
            let _ = unpack(&bytes);
        }
    }
}
