//! Writing values behind each other.

use bytes::{BufMut as _, Bytes, BytesMut};

/// A message as it grows.
#[derive(Default)]
pub(crate) struct Writer {
    bytes: BytesMut,
}

impl Writer {
    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes.put_u8(byte);
    }

    pub(crate) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.put_u8(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.bytes.put_u8(number.to_le_bytes()[0]);
    }

    pub(crate) fn flag(&mut self, flag: bool) {
        self.byte(flag.into());
    }

    pub(crate) fn array(&mut self, array: &[u8]) {
        self.bytes.put_slice(array);
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.bytes.put_slice(bytes);
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub(crate) fn list<T>(&mut self, items: &[T], mut item: impl FnMut(&mut Self, &T)) {
        self.length(items.len());
        for one in items {
            item(self, one);
        }
    }

    fn length(&mut self, length: usize) {
        self.number(length as u64);
    }

    pub(crate) fn finish(self) -> Bytes {
        self.bytes.freeze()
    }
}
