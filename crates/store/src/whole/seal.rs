//! The digest of a backup: SHA-256 over the whole file but the one page that holds the digest itself.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

use ring::digest::{Context, SHA256};

use super::Progress;

/// What stands in the digest's place until it is known. As long as a digest's text, and not to be mistaken for one.
pub(super) const PLACEHOLDER: &str =
    "no digest yet no digest yet no digest yet no digest yet no diges";

/// Where a digest is within a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct SealPage {
    /// The page's number; the first is 1.
    pub(super) number: u64,
    /// Bytes of each page.
    pub(super) size: u64,
}

/// Computes the digest of a closed file, puts it into its place, and sees to it that all of the file is on disk.
pub(super) fn seal(path: &Path, page: SealPage, progress: &dyn Progress) -> io::Result<()> {
    let digest = digest(path, page, progress)?;
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let start = (page.number - 1) * page.size;
    let mut content = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    (&mut file).take(page.size).read_to_end(&mut content)?;
    let at = content
        .windows(PLACEHOLDER.len())
        .position(|window| window == PLACEHOLDER.as_bytes())
        .ok_or_else(|| io::Error::other("the digest has no place in the file"))?;
    file.seek(SeekFrom::Start(start + at as u64))?;
    file.write_all(digest.as_bytes())?;
    file.sync_all()
}

/// The digest of a file, as text.
pub(super) fn digest(path: &Path, page: SealPage, progress: &dyn Progress) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut context = Context::new(&SHA256);
    let before = (page.number - 1) * page.size;
    add(&mut context, (&mut file).take(before), progress)?;
    file.seek(SeekFrom::Start(before + page.size))?;
    add(&mut context, file, progress)?;
    let bytes = context.finish();
    Ok(bytes.as_ref().iter().fold(String::new(), |mut text, byte| {
        use std::fmt::Write;
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

fn add(context: &mut Context, mut from: impl Read, progress: &dyn Progress) -> io::Result<()> {
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        context.update(&buffer[..read]);
        progress.advance(read as u64);
    }
}
