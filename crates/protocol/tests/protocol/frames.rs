//! Frames: out and in again, however the stream is cut.

use landfall_protocol::frame::{
    self, Close, Decoder, Frame, FrameFault, Kind, PROTOCOL_ERROR, Side, TOO_BIG,
};
use proptest::{collection::vec, prelude::*};

fn all(decoder: &mut Decoder) -> Result<Vec<Frame>, FrameFault> {
    let mut frames = Vec::new();
    while let Some(frame) = decoder.next_frame()? {
        frames.push(frame);
    }
    Ok(frames)
}

fn read(side: Side, limit: usize, bytes: &[u8]) -> Result<Vec<Frame>, FrameFault> {
    let mut decoder = Decoder::new(side, limit);
    decoder.push(bytes);
    all(&mut decoder)
}

proptest! {
    #[test]
    fn messages_survive_any_cut(messages in vec(vec(any::<u8>(), 0..400), 0..6), mask: [u8; 4], cut in 1_usize..50) {
        for side in [Side::Agent, Side::ControlPlane] {
            let stream: Vec<u8> = (messages.iter())
                .flat_map(|message| match side {
                    Side::Agent => frame::masked(Kind::Message, message, mask),
                    Side::ControlPlane => frame::plain(Kind::Message, message),
                })
                .collect();
            let mut decoder = Decoder::new(side, 400);
            let mut frames = Vec::new();
            for piece in stream.chunks(cut) {
                decoder.push(piece);
                frames.extend(all(&mut decoder).unwrap());
            }
            let expected: Vec<Frame> = messages.iter().map(|one| Frame::Message(one.clone().into())).collect();
            prop_assert_eq!(frames, expected);
            prop_assert!(decoder.is_empty());
        }
    }

    #[test]
    fn any_bytes_are_frames_or_refused(bytes: Vec<u8>) {
        let _ = read(Side::Agent, 100, &bytes);
        let _ = read(Side::ControlPlane, 100, &bytes);
    }

    #[test]
    fn what_is_wanted_is_within_the_limit(bytes in vec(any::<u8>(), 0..20), limit in 0_usize..1_000) {
        let mut decoder = Decoder::new(Side::ControlPlane, limit);
        decoder.push(&bytes);
        prop_assert!((1..=limit.max(125) + 14).contains(&decoder.wanted()));
    }
}

#[test]
fn a_message_in_pieces_is_put_together_and_control_frames_may_come_between() {
    let stream = [
        &[0x02, 0x03, b'a', b'b', b'c'][..],
        &[0x89, 0x01, b'?'],
        &[0x00, 0x00],
        &[0x80, 0x02, b'd', b'e'],
    ]
    .concat();
    assert_eq!(
        read(Side::ControlPlane, 5, &stream),
        Ok(vec![
            Frame::Ping("?".into()),
            Frame::Message("abcde".into())
        ])
    );
    assert_eq!(
        read(Side::ControlPlane, 4, &stream),
        Err(FrameFault::TooBig(4)),
        "the limit is of the whole message"
    );
}

#[test]
fn the_standard_s_own_masked_hello() {
    // RFC 6455, section 5.7, as a binary message.
    let bytes = [
        0x82, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58,
    ];
    assert_eq!(
        read(Side::Agent, 5, &bytes),
        Ok(vec![Frame::Message("Hello".into())])
    );
    assert_eq!(
        frame::masked(Kind::Message, b"Hello", [0x37, 0xfa, 0x21, 0x3d]),
        &bytes[..]
    );
}

#[test]
fn a_length_is_refused_before_its_bytes_have_come() {
    let large = [0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4];
    assert_eq!(
        read(Side::Agent, 1_000, &large),
        Err(FrameFault::TooBig(1_000))
    );
    assert_eq!(FrameFault::TooBig(1_000).close_code(), TOO_BIG);
}

#[test]
fn what_the_standard_forbids() {
    for (bytes, side, fault) in [
        (&[0xc2, 0x80][..], Side::Agent, FrameFault::Reserved),
        (&[0x83, 0x80], Side::Agent, FrameFault::Opcode(3)),
        (&[0x81, 0x80], Side::Agent, FrameFault::Text),
        (&[0x82, 0x00], Side::Agent, FrameFault::Mask),
        (
            &[0x82, 0x80, 1, 2, 3, 4],
            Side::ControlPlane,
            FrameFault::Mask,
        ),
        (
            &[0x82, 0x7e, 0, 125],
            Side::ControlPlane,
            FrameFault::Length,
        ),
        (&[0x09, 0x80], Side::Agent, FrameFault::Control),
        (&[0x89, 0xfe], Side::Agent, FrameFault::Control),
        (&[0x80, 0x00], Side::ControlPlane, FrameFault::Pieces),
        (
            &[0x02, 0x00, 0x82, 0x00],
            Side::ControlPlane,
            FrameFault::Pieces,
        ),
        (&[0x88, 0x01, 3], Side::ControlPlane, FrameFault::Close),
        (&[0x88, 0x02, 3, 237], Side::ControlPlane, FrameFault::Close),
    ] {
        assert_eq!(read(side, 100, bytes), Err(fault), "{bytes:?}");
    }
    let longest = [0x82, 0x7f, 0x80, 0, 0, 0, 0, 0, 0, 0];
    assert_eq!(
        read(Side::ControlPlane, 100, &longest),
        Err(FrameFault::Length)
    );
}

#[test]
fn a_close_has_a_code_and_a_text_that_fits() {
    let close = Close::new(PROTOCOL_ERROR, "é".repeat(100));
    let read_back = read(Side::ControlPlane, 0, &close.frame());
    assert_eq!(
        read_back,
        Ok(vec![Frame::Close(Close::new(
            PROTOCOL_ERROR,
            "é".repeat(61)
        ))])
    );
}
