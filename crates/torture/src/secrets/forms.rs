//! The forms in which a secret may come into a log.

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const FOR_URLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// All forms of a secret, each with what it is called.
pub(super) fn of(secret: &[u8]) -> Vec<(Vec<u8>, &'static str)> {
    let mut forms = Vec::new();
    let mut add = |form: String, how| {
        if !forms.iter().any(|(known, _)| known == form.as_bytes()) {
            forms.push((form.into_bytes(), how));
        }
    };
    if let Ok(text) = std::str::from_utf8(secret) {
        add(text.to_owned(), "as it is");
        add(text.to_lowercase(), "in lower case");
        add(text.to_uppercase(), "in upper case");
        let once = escaped(text);
        add(escaped(&once), "escaped twice");
        add(once, "escaped");
        add(percent(secret, |_| false), "percent-encoded");
        let plain = |byte| b"-._~".contains(&byte);
        add(percent(secret, plain), "percent-encoded");
        add(percent_lower(secret, plain), "percent-encoded");
    }
    for shift in 0..3 {
        add(base64(secret, shift, STANDARD), "in base64");
        add(base64(secret, shift, FOR_URLS), "in base64 for URLs");
    }
    let digits: Vec<String> = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let digits = digits.concat();
    add(digits.to_uppercase(), "in hexadecimal");
    add(digits, "in hexadecimal");
    let numbers: Vec<String> = secret.iter().map(ToString::to_string).collect();
    add(numbers.join(", "), "as a list of bytes");
    add(numbers.join(","), "as a list of bytes");
    forms
}

/// As it stands in a text that is quoted, in JSON or by `Debug`.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

fn percent(secret: &[u8], plain: impl Fn(u8) -> bool) -> String {
    encoded(secret, plain, |byte| format!("%{byte:02X}"))
}

fn percent_lower(secret: &[u8], plain: impl Fn(u8) -> bool) -> String {
    encoded(secret, plain, |byte| format!("%{byte:02x}"))
}

fn encoded(secret: &[u8], plain: impl Fn(u8) -> bool, other: impl Fn(u8) -> String) -> String {
    let each = secret.iter().map(|&byte| {
        if byte.is_ascii_alphanumeric() || plain(byte) {
            char::from(byte).to_string()
        } else {
            other(byte)
        }
    });
    each.collect()
}

/// What is the same of a secret's base64 whatever stands before and behind it, where so many bytes do.
fn base64(secret: &[u8], before: usize, alphabet: &[u8; 64]) -> String {
    let mut bytes = vec![0; before];
    bytes.extend(secret);
    let settled = bytes.len() * 8 / 6;
    bytes.extend([0, 0]);
    let digits = bytes.chunks_exact(3).flat_map(|three| {
        let bits = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
        [18, 12, 6, 0].map(|shift| char::from(alphabet[(bits >> shift & 63) as usize]))
    });
    digits
        .take(settled)
        .skip((before * 8).div_ceil(6))
        .collect()
}
