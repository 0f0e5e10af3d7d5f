//! Reading values off the front of a message.

use bytes::{Buf as _, Bytes};
use uuid::Uuid;

use super::Malformed;

/// The rest of a message. Long byte strings share its memory.
pub(crate) struct Reader {
    rest: Bytes,
}

impl Reader {
    pub(crate) fn new(message: Bytes) -> Self {
        Self { rest: message }
    }

    pub(crate) fn byte(&mut self, what: &'static str) -> Result<u8, Malformed> {
        if self.rest.is_empty() {
            return Err(Malformed::Short(what));
        }
        Ok(self.rest.get_u8())
    }

    /// A number in groups of seven bits, the lowest first, in as few bytes as it needs.
    pub(crate) fn number(&mut self, what: &'static str) -> Result<u64, Malformed> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte(what)?;
            let group = u64::from(byte & 0x7f);
            if (shift == 63 && group > 1) || (byte == 0 && shift > 0) {
                return Err(Malformed::Invalid(what));
            }
            number |= group << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Malformed::Invalid(what))
    }

    pub(crate) fn number_u32(&mut self, what: &'static str) -> Result<u32, Malformed> {
        u32::try_from(self.number(what)?).map_err(|_| Malformed::Invalid(what))
    }

    pub(crate) fn number_u16(&mut self, what: &'static str) -> Result<u16, Malformed> {
        u16::try_from(self.number(what)?).map_err(|_| Malformed::Invalid(what))
    }

    pub(crate) fn flag(&mut self, what: &'static str) -> Result<bool, Malformed> {
        match self.byte(what)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Malformed::Invalid(what)),
        }
    }

    pub(crate) fn array<const N: usize>(
        &mut self,
        what: &'static str,
    ) -> Result<[u8; N], Malformed> {
        if self.rest.len() < N {
            return Err(Malformed::Short(what));
        }
        let mut array = [0; N];
        self.rest.copy_to_slice(&mut array);
        Ok(array)
    }

    pub(crate) fn uuid(&mut self, what: &'static str) -> Result<Uuid, Malformed> {
        Ok(Uuid::from_bytes(self.array(what)?))
    }

    /// Bytes behind their length.
    pub(crate) fn bytes(&mut self, what: &'static str, most: usize) -> Result<Bytes, Malformed> {
        let length = self.length(what, most)?;
        if self.rest.len() < length {
            return Err(Malformed::Short(what));
        }
        Ok(self.rest.split_to(length))
    }

    pub(crate) fn text(&mut self, what: &'static str, most: usize) -> Result<String, Malformed> {
        let bytes = self.bytes(what, most)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| Malformed::Invalid(what))?;
        Ok(text.to_owned())
    }

    /// A text that a type has a parser for; what does not print the same again is refused.
    pub(crate) fn parsed<T>(&mut self, what: &'static str, most: usize) -> Result<T, Malformed>
    where
        T: std::str::FromStr + ToString,
    {
        let text = self.text(what, most)?;
        let value: T = text.parse().map_err(|_| Malformed::Invalid(what))?;
        if value.to_string() == text {
            Ok(value)
        } else {
            Err(Malformed::Invalid(what))
        }
    }

    /// A list behind its length. No more is set aside than the bytes that are there can hold, at one byte an item.
    pub(crate) fn list<T>(
        &mut self,
        what: &'static str,
        most: usize,
        mut item: impl FnMut(&mut Self) -> Result<T, Malformed>,
    ) -> Result<Vec<T>, Malformed> {
        let length = self.length(what, most)?;
        if length > self.rest.len() {
            return Err(Malformed::Short(what));
        }
        let mut list = Vec::new();
        for _ in 0..length {
            list.push(item(self)?);
        }
        Ok(list)
    }

    fn length(&mut self, what: &'static str, most: usize) -> Result<usize, Malformed> {
        let length = usize::try_from(self.number(what)?).unwrap_or(usize::MAX);
        if length > most {
            return Err(Malformed::TooMuch(what, most));
        }
        Ok(length)
    }

    /// Nothing may be left.
    pub(crate) fn end(self) -> Result<(), Malformed> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(Malformed::Trailing)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Writer;
    use proptest::prelude::*;

    #[test]
    fn a_number_has_one_form_only() {
        let read = |bytes: &'static [u8]| Reader::new(Bytes::from_static(bytes)).number("n");
        assert_eq!(read(&[0x00]), Ok(0));
        assert_eq!(read(&[0xac, 0x02]), Ok(300));
        assert_eq!(
            read(&[0x80, 0x00]),
            Err(Malformed::Invalid("n")),
            "longer than it needs"
        );
        assert_eq!(read(&[0x80]), Err(Malformed::Short("n")));
        assert_eq!(
            read(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
            Ok(u64::MAX)
        );
        assert_eq!(
            read(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02]),
            Err(Malformed::Invalid("n")),
            "beyond 64 bits"
        );
        assert_eq!(read(&[0xff; 11]), Err(Malformed::Invalid("n")));
    }

    #[test]
    fn a_list_sets_nothing_aside_for_what_is_not_there() {
        let mut reader = Reader::new(Bytes::from_static(&[0xff, 0xff, 0x03, 1, 2]));
        let read = reader.list("items", 100_000, |item| item.byte("item"));
        assert_eq!(read, Err(Malformed::Short("items")));
    }

    proptest! {
        #[test]
        fn numbers_survive(number: u64, rest: Vec<u8>) {
            let mut writer = Writer::default();
            writer.number(number);
            let mut bytes = writer.finish().to_vec();
            bytes.extend(&rest);
            let mut reader = Reader::new(bytes.into());
            prop_assert_eq!(reader.number("n"), Ok(number));
            prop_assert_eq!(reader.end().is_ok(), rest.is_empty());
        }
    }
}
