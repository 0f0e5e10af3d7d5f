//! A page in the opposite order: by the moment the other way round, and still by id ascending among equals. That is not the
//! list read backwards, so the moments at both ends of the page are looked at apart.

use landfall_core::model::PageRequest;

use super::block::Key;

/// A list in which positions are found.
pub(crate) trait Ranked {
    /// What can fail.
    type Error;

    /// The keys behind `skipped` others, in the list's order.
    async fn keys(&mut self, skipped: u64, limit: u32) -> Result<Vec<Key>, Self::Error>;

    /// How many entries lie before a key.
    async fn rank(&mut self, key: Key) -> Result<u64, Self::Error>;
}

fn count(keys: usize) -> u32 {
    u32::try_from(keys).unwrap_or(u32::MAX)
}

/// The keys of a page in the opposite order, of a list of `total` entries.
pub(crate) async fn against<R: Ranked>(
    list: &mut R,
    request: PageRequest,
    total: u64,
) -> Result<Vec<Key>, R::Error> {
    let behind = total.saturating_sub(request.offset);
    let rows = u32::try_from(behind).unwrap_or(u32::MAX).min(request.limit);
    if rows == 0 {
        return Ok(Vec::new());
    }
    let window = list.keys(behind - u64::from(rows), rows).await?;
    let (Some(lowest), Some(highest)) = (window.first(), window.last()) else {
        return Ok(Vec::new());
    };
    // The page begins among the equals of `highest` and ends among those of `lowest`.
    let end = list.rank(Key::before(highest.at.saturating_add(1))).await?;
    if highest.at == lowest.at {
        let begin = list.rank(Key::before(highest.at)).await?;
        // Those of the equals that are on earlier pages come first among them.
        let skipped = request.offset.saturating_sub(total.saturating_sub(end));
        return list.keys(begin + skipped, rows).await;
    }
    let among = |at| count(window.iter().filter(|key| key.at == at).count());
    let head = among(highest.at);
    let mut page = list.keys(end.saturating_sub(head.into()), head).await?;
    let mut middle = window.clone();
    middle.retain(|key| lowest.at < key.at && key.at < highest.at);
    middle.sort_unstable_by_key(|key| (std::cmp::Reverse(key.at), key.id));
    page.extend(middle);
    let begin = list.rank(Key::before(lowest.at)).await?;
    page.extend(list.keys(begin, among(lowest.at)).await?);
    Ok(page)
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    struct Plain(Vec<Key>);

    impl Ranked for Plain {
        type Error = ();

        async fn keys(&mut self, skipped: u64, limit: u32) -> Result<Vec<Key>, ()> {
            let skipped = usize::try_from(skipped).unwrap();
            Ok(self
                .0
                .iter()
                .skip(skipped)
                .take(limit as usize)
                .copied()
                .collect())
        }

        async fn rank(&mut self, key: Key) -> Result<u64, ()> {
            Ok(self.0.iter().filter(|other| **other < key).count() as u64)
        }
    }

    proptest! {
        #[test]
        fn every_page_is_that_of_the_whole_list(
            moments in proptest::collection::vec(0_i64..6, 0..40),
            offset in 0_u64..45,
            limit in 0_u32..12,
        ) {
            let keys = moments.into_iter().zip(0_u128..);
            let mut keys: Vec<Key> = keys.map(|(at, n)| Key { at, id: Uuid::from_u128(n * 7 % 41) }).collect();
            keys.sort();
            let mut whole = keys.clone();
            whole.sort_by_key(|key| (std::cmp::Reverse(key.at), key.id));
            let total = keys.len() as u64;
            let mut list = Plain(keys);
            let page = against(&mut list, PageRequest { offset, limit }, total);
            let expected: Vec<Key> =
                whole.into_iter().skip(usize::try_from(offset).unwrap()).take(limit as usize).collect();
            prop_assert_eq!(page.now_or_never().unwrap().unwrap(), expected);
        }
    }
}
