//! Archives of every kind, whole, damaged and malicious.

use super::*;
use crate::intake::{Format, Limits};
use ::zip::write::SimpleFileOptions;
use ::zip::{AesMode, ZipWriter};
use std::io::{Cursor, Write};

fn loaded(path: &str, bytes: Vec<u8>) -> Loaded {
    assert_eq!(Format::of(&bytes, path.as_ref()), Some(Format::Archive), "{path}");
    Loaded::new(path.into(), bytes.into(), Format::Archive)
}

fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// `甲.txt` with the content `secret` in a 7z under the password 密码2023.
const SEVEN: &str = "N3q8ryccAARFmI7BeQAAAAAAAAAUAAAAAAAAAIHWvcqjHocvSuGd7gJ4ccKwA13AAQBkAQQGAAEJEAoBpKIS6gAHCwEAAiQG8QcBElMPbRkOAGXPNM5+7jnhCiRnCiEhARgBAAwKBgAICgHl6KJcAAAFARENADJ1LgB0AHgAdAAAABQKAQCwzscR/4DdARUGAQAggKSBAAAAFwYQAQlpAAcLAQABISEBGAxlAAA=";

type Given = Vec<(String, Result<Vec<u8>, Code>)>;

fn opened(file: &Loaded, limits: &Limits, passwords: &[&str]) -> (Given, Result<(), Code>) {
    let mut all = Vec::new();
    let allowance = Allowance::new(limits);
    let passwords: Vec<String> = passwords.iter().map(|p| p.to_string()).collect();
    let terms = Terms { limits, allowance: &allowance, passwords: &passwords };
    let done = expand(file, terms, &mut |m| {
        let content = m.content.map_err(|problem| problem.code);
        all.push((m.path.to_string_lossy().into_owned(), content));
    });
    (all, done.map_err(|problem| problem.code))
}

fn members(file: &Loaded) -> Given {
    let (given, done) = opened(file, &Limits::default(), &[]);
    assert_eq!(done, Ok(()));
    given
}

fn names(given: &Given) -> Vec<&str> {
    given.iter().map(|(name, _)| name.as_str()).collect()
}

/// A TAR of one file and a hard link to it, in the kind of head that is given.
fn tar_of(mut header: ::tar::Header) -> Vec<u8> {
    let mut tar = ::tar::Builder::new(Vec::new());
    header.set_size(2);
    header.set_mode(0o644);
    header.set_mtime(1_692_936_000);
    header.set_path("a.txt").unwrap();
    header.set_cksum();
    tar.append(&header, &b"ab"[..]).unwrap();
    let mut link = header.clone();
    link.set_entry_type(::tar::EntryType::Link);
    link.set_size(0);
    link.set_path("b.txt").unwrap();
    link.set_link_name("a.txt").unwrap();
    link.set_cksum();
    tar.append(&link, &b""[..]).unwrap();
    tar.into_inner().unwrap()
}

#[test]
fn members_come_in_order_under_clean_names() {
    let zip = zip_of(&[("a/甲.txt", b"1"), ("../../etc/passwd", b"2"), ("/c\\d.txt", b"3")]);
    let given = members(&loaded("x.zip", zip));
    assert_eq!(names(&given), ["x.zip/a/甲.txt", "x.zip/etc/passwd", "x.zip/c/d.txt"]);
}

#[test]
fn three_members_of_one_name_are_three() {
    let mut zip = zip_of(&[("a.txt", b"1"), ("b.txt", b"2"), ("c.txt", b"3")]);
    for at in 0..zip.len() - 5 {
        if &zip[at + 1..at + 5] == b".txt" {
            zip[at] = b'a';
        }
    }
    let given = members(&loaded("x.zip", zip));
    assert_eq!(names(&given), ["x.zip/a.txt", "x.zip/a〔2〕.txt", "x.zip/a〔3〕.txt"]);
    let contents: Vec<&[u8]> = given.iter().map(|g| g.1.as_ref().unwrap().as_slice()).collect();
    assert_eq!(contents, [b"1", b"2", b"3"]);
}

#[test]
fn names_of_chinese_systems_without_the_flag() {
    for (encoding, name) in [(encoding_rs::GB18030, "目录"), (encoding_rs::BIG5, "關於申請的通知")]
    {
        let bytes = encoding.encode(name).0.into_owned();
        let stand_in = "z".repeat(bytes.len());
        let mut zip = zip_of(&[(&stand_in, b"1")]);
        let places: Vec<usize> = memchr::memmem::find_iter(&zip, &stand_in).collect();
        for at in places {
            zip[at..at + bytes.len()].copy_from_slice(&bytes);
        }
        let given = members(&loaded("x.zip", zip));
        assert_eq!(names(&given), [format!("x.zip/{name}")]);
    }
}

#[test]
fn a_zip_cut_at_its_end_gives_what_is_left() {
    let mut seed = 1u32;
    let mut roll = || {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        (seed >> 11) as u8
    };
    let noise: Vec<u8> = (0..9000).map(|_| roll()).collect();
    let whole = zip_of(&[("甲.txt", b"1"), ("乙.bin", &noise), ("丙.txt", b"3")]);
    // Without its directory: all members, and the archive says that it is not whole.
    let end = memchr::memmem::find(&whole, b"PK\x01\x02").unwrap();
    let (given, done) = opened(&loaded("x.zip", whole[..end].to_vec()), &Limits::default(), &[]);
    assert_eq!((given.len(), done), (3, Err(Code::Damaged)));
    assert!(given.iter().all(|(_, content)| content.is_ok()), "{given:?}");
    // In the middle of a member: what stands before it.
    let (given, done) = opened(&loaded("x.zip", whole[..4000].to_vec()), &Limits::default(), &[]);
    assert_eq!(given[0], ("x.zip/甲.txt".to_owned(), Ok(b"1".to_vec())));
    assert_eq!((given[1].1.clone(), done), (Err(Code::Damaged), Err(Code::Damaged)));
}

#[test]
fn members_whose_length_stands_behind_them_are_found_without_a_directory() {
    let mut writer = ZipWriter::new_stream(Vec::new());
    for (name, content) in [("a.txt", &b"eins"[..]), ("b.txt", b"zwei")] {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    let whole = writer.finish().unwrap().into_inner();
    let end = memchr::memmem::find(&whole, b"PK\x01\x02").unwrap();
    let (given, _) = opened(&loaded("x.zip", whole[..end].to_vec()), &Limits::default(), &[]);
    let wanted = [("x.zip/a.txt", b"eins"), ("x.zip/b.txt", b"zwei")];
    assert_eq!(given, wanted.map(|(name, text)| (name.to_owned(), Ok(text.to_vec()))));
}

#[test]
fn passwords_open_members_of_zip_and_7z() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().with_aes_encryption(AesMode::Aes256, "密码2023");
    writer.start_file("甲.txt", options).unwrap();
    writer.write_all(b"secret").unwrap();
    let zip = loaded("x.zip", writer.finish().unwrap().into_inner());
    let seven = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, SEVEN).unwrap();
    let seven = loaded("x.7z", seven);
    for file in [&zip, &seven] {
        let limits = Limits::default();
        let code = |passwords: &[&str]| {
            let (given, done) = opened(file, &limits, passwords);
            given.into_iter().next().map_or(done, |g| g.1.map(|_| ())).unwrap_err()
        };
        assert_eq!(code(&[]), Code::Encrypted);
        assert_eq!(code(&["falsch"]), Code::WrongPassword);
        let (given, done) = opened(file, &limits, &["falsch", "密码2023"]);
        let path = format!("{}/甲.txt", file.path.display());
        assert_eq!((given, done), (vec![(path, Ok(b"secret".to_vec()))], Ok(())));
    }
}

#[test]
fn tar_of_every_age_in_every_packing_with_its_hard_links() {
    let pack = |bytes: &[u8], name: &str| -> Vec<u8> {
        match name {
            "t.tar" => bytes.to_vec(),
            "t.tgz" => {
                let level = flate2::Compression::fast();
                let mut out = flate2::write::GzEncoder::new(Vec::new(), level);
                out.write_all(bytes).unwrap();
                out.finish().unwrap()
            }
            "t.tar.bz2" => {
                let mut out = bzip2::write::BzEncoder::new(Vec::new(), Default::default());
                out.write_all(bytes).unwrap();
                out.finish().unwrap()
            }
            "t.tar.zst" => zstd::encode_all(bytes, 3).unwrap(),
            "t.tar.xz" => {
                let options = lzma_rust2::XzOptions::with_preset(1);
                let mut out = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
                out.write_all(bytes).unwrap();
                out.finish().unwrap()
            }
            _ => {
                let options = lzma_rust2::LzmaOptions::with_preset(1);
                let mut out =
                    lzma_rust2::LzmaWriter::new_use_header(Vec::new(), &options, None).unwrap();
                out.write_all(bytes).unwrap();
                out.finish().unwrap()
            }
        }
    };
    for head in [::tar::Header::new_old(), ::tar::Header::new_ustar(), ::tar::Header::new_gnu()] {
        for name in ["t.tar", "t.tgz", "t.tar.bz2", "t.tar.zst", "t.tar.xz", "t.tar.lzma"] {
            let given = members(&loaded(name, pack(&tar_of(head.clone()), name)));
            let wanted = ["a.txt", "b.txt"].map(|n| (format!("{name}/{n}"), Ok(b"ab".to_vec())));
            assert_eq!(given, wanted);
        }
    }
    // Damage behind the last member was passed over: the check sum stands at the very end.
    for name in ["t.tgz", "t.tar.bz2", "t.tar.xz"] {
        let whole = pack(&tar_of(::tar::Header::new_gnu()), name);
        let end = whole.len() - 6;
        let mut flipped = whole.clone();
        flipped[end] ^= 0x10;
        for damaged in [flipped, whole[..end].to_vec()] {
            let (given, done) = opened(&loaded(name, damaged), &Limits::default(), &[]);
            assert_eq!(done, Err(Code::Damaged), "{name}");
            // What was unpacked before is given; of one small block, nothing.
            assert!(given.len() == 2 || name == "t.tar.bz2", "{name}");
        }
    }
    let given = members(&loaded("文.txt.xz", pack("正文".as_bytes(), "t.tar.xz")));
    assert_eq!(names(&given), ["文.txt.xz/文.txt"]);
}

#[test]
fn an_archive_without_a_file_says_so() {
    let mut folders = ZipWriter::new(Cursor::new(Vec::new()));
    folders.add_directory("空", SimpleFileOptions::default()).unwrap();
    for bytes in [zip_of(&[]), folders.finish().unwrap().into_inner()] {
        let (given, done) = opened(&loaded("空.zip", bytes), &Limits::default(), &[]);
        assert_eq!((given, done), (vec![], Err(Code::EmptyFile)));
    }
}

#[test]
fn bombs_stop_at_the_limits() {
    let zeros = vec![0_u8; 5_000];
    let zip = loaded("b.zip", zip_of(&[("a", &zeros), ("b", &zeros), ("c", b"x"), ("d", b"y")]));
    let limits =
        Limits { member_bytes: 6_000, unpacked_bytes: 8_000, members: 3, ..Limits::default() };
    let codes: Vec<Option<Code>> =
        opened(&zip, &limits, &[]).0.into_iter().map(|m| m.1.err()).collect();
    let over = Some(Code::LimitExceeded);
    assert_eq!(codes, [None, over, None, over]);
    let limits = Limits { member_bytes: 4_000, ..Limits::default() };
    assert_eq!(opened(&zip, &limits, &[]).0[0].1, Err(Code::LimitExceeded));
}

#[test]
fn rar_is_named_with_a_way_out() {
    let file = loaded("a.rar", b"Rar!\x1A\x07\x01\0".to_vec());
    assert_eq!(opened(&file, &Limits::default(), &[]).1, Err(Code::Unsupported));
    assert!(rar().hint.contains("zip"));
}
