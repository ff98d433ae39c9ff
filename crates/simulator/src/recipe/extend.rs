//! Length extension: whoever has a genuine `t` and `sign` can sign a longer `t` without the key, because MD5's result is its whole
//! state. It helps a forger only where `t` may hold more than digits, which is why a receiver must insist on canonical ones.

use md5::block_api::compress;

const BLOCK_BYTES: usize = 64;

/// What follows the padding: digits that move the expiry far into the future where only digits are read.
const SUFFIX: &str = "9999";

/// A lengthened `t`.
pub(super) struct Extended;

impl Extended {
    /// The lengthened `t` as a text whose code points are the bytes that are hashed: it deceives a receiver that reads texts as
    /// Latin-1, as several platforms do by default.
    pub(super) fn text(key_bytes: usize, t: &str) -> String {
        let padding = padding(key_bytes + t.len());
        t.chars().chain(padding.into_iter().map(char::from)).chain(SUFFIX.chars()).collect()
    }

    /// Its signature, from the genuine one. None where that is no signature.
    pub(super) fn sign(genuine: &str, key_bytes: usize, t: &str) -> Option<String> {
        let mut state = [0_u32; 4];
        let digest = hex::decode(genuine).ok()?;
        for (word, bytes) in state.iter_mut().zip(digest.chunks_exact(4)) {
            *word = u32::from_le_bytes(bytes.try_into().ok()?);
        }
        let hashed = key_bytes + t.len();
        let whole = hashed + padding(hashed).len() + SUFFIX.len();
        let mut last = SUFFIX.as_bytes().to_vec();
        last.extend(padding(whole));
        for block in last.chunks_exact(BLOCK_BYTES) {
            compress(&mut state, &[block.try_into().ok()?]);
        }
        Some(state.iter().map(|word| hex::encode(word.to_le_bytes())).collect())
    }
}

/// MD5's padding of a message of so many bytes.
fn padding(bytes: usize) -> Vec<u8> {
    let zeros = (BLOCK_BYTES * 2 - 9 - bytes % BLOCK_BYTES) % BLOCK_BYTES;
    let bits = (bytes as u64).wrapping_mul(8);
    [&[0x80][..], &vec![0; zeros], &bits.to_le_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use livehook_core::{CallbackKey, Signature};
    use md5::{Digest as _, Md5};

    use super::Extended;

    #[test]
    fn the_signature_is_the_one_that_the_key_would_give_for_the_longer_text() {
        for key_bytes in [1, 20, 32, 44, 45, 46, 53, 54, 64, 200] {
            let key = CallbackKey::new(&"k".repeat(key_bytes)).unwrap();
            let genuine = Signature::of(&key, "1761129434").to_string();
            let text = Extended::text(key_bytes, "1761129434");
            let latin1: Vec<u8> = text.chars().map(|it| u8::try_from(it).unwrap()).collect();
            let right = Md5::new().chain_update(key.expose()).chain_update(&latin1).finalize();
            let made = Extended::sign(&genuine, key_bytes, "1761129434");
            assert_eq!(made.as_deref(), Some(hex::encode(right).as_str()), "{key_bytes}");
        }
    }
}
