//! Backups that are not what they were.

use std::fs;

use landfall_store::postgres::testing::Cluster;

use super::place::{Place, done, has_schema, refused};

#[test]
fn a_cut_or_changed_backup_is_refused_before_anything_is_written() {
    let (place, cluster) = (Place::new(), Cluster::start());
    let data = place.at("data");
    done(
        &data,
        &["init", "--tenant", "acme", "--admin", "root@acme.example"],
    );
    let file = place.at("monday.db");
    done(&data, &["backup", file.to_str().unwrap()]);
    let whole = fs::read(&file).unwrap();
    let key = data.join("sealing.key");
    let (fresh, url) = (place.at("fresh"), cluster.url());
    let refused = |content: &[u8]| {
        fs::write(&file, content).unwrap();
        let restore = [
            "restore",
            file.to_str().unwrap(),
            "--key",
            key.to_str().unwrap(),
        ];
        let one = refused(&fresh, &restore);
        let other = refused(&fresh, &[&["--store", url.as_str()][..], &restore].concat());
        assert_eq!(one, other);
        one
    };
    let seed = std::env::var("LANDFALL_DAMAGE_SEED")
        .map_or_else(|_| fastrand::u64(..), |seed| seed.parse().unwrap());
    // Shown when the test fails.
    eprintln!("LANDFALL_DAMAGE_SEED={seed} damages the same bytes again");
    let mut random = fastrand::Rng::with_seed(seed);
    for _ in 0..12 {
        let mut changed = whole.clone();
        let at = random.usize(..whole.len());
        changed[at] ^= 1 << random.u8(..8);
        if changed[..100] != whole[..100] {
            // In the header it may be no file of ours any more.
            refused(&changed);
            continue;
        }
        let is_digest_page = whole[at / 4096 * 4096..][..4096]
            .windows(4)
            .any(|window| window == &whole[whole.len() - 4..])
            && at / 4096 + 1 == whole.len() / 4096;
        if !is_digest_page {
            let text = refused(&changed);
            assert!(text.contains("is damaged"), "byte {at}: {text}");
        }
    }
    for length in [
        0,
        1,
        100,
        4096,
        whole.len() / 2,
        whole.len() - 4096,
        whole.len() - 1,
    ] {
        refused(&whole[..length]);
    }
    let mut longer = whole.clone();
    longer.extend_from_slice(&[0; 4096]);
    let text = refused(&longer);
    assert!(text.contains("is damaged"), "{text}");
    let text = refused(b"something else");
    assert!(text.contains("is not a Landfall backup"), "{text}");
    let text = refused(&fs::read(data.join("landfall.db")).unwrap());
    assert!(text.contains("is a store and no backup"), "{text}");
    assert!(!fresh.join("landfall.db").exists() && !fresh.join("sealing.key").exists());
    assert!(!has_schema(&cluster, "landfall"));
    // And a backup is not served.
    fs::create_dir(place.at("served")).unwrap();
    fs::write(place.at("served").join("landfall.db"), &whole).unwrap();
    let text = super::place::refused(&place.at("served"), &["serve"]);
    assert!(text.contains("is a backup; `landfall restore`"), "{text}");
}
