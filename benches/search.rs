//! The search: analysis and indexing of text, and queries, in process.

use divan::{Bencher, counter::BytesCount};
use shenbao::search::analysis::{grams, words};
use shenbao::search::{Entry, Figure, Index, Request, Sort};
use tantivy::tokenizer::{TokenStream, Tokenizer};

fn main() {
    divan::main();
}

/// Text of the field's kind, about 100 kB, every paragraph another.
fn text() -> String {
    (0..700)
        .map(|n| {
            format!(
                "围绕产线{n}的质量管控环节，部署激光导航AGV{n}台套并接入制造执行系统，\
                 关键设备数控化率达到{}.{}%，生产效率提升{}%，形成可复制的智能在线检测单元。\n",
                n % 90,
                n % 10,
                n % 60
            )
        })
        .collect()
}

#[divan::bench]
fn cut_into_words(bencher: Bencher) {
    let text = text();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| count(words::Words::default().token_stream(&text)));
}

#[divan::bench]
fn cut_into_grams(bencher: Bencher) {
    let text = text();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| count(grams::Grams::default().token_stream(&text)));
}

fn count(mut stream: impl TokenStream) -> usize {
    let mut tokens = 0;
    while stream.advance() {
        tokens += 1;
    }
    tokens
}

const QUERIES: &[&str] = &["智能在线检测", "\"控化率达到\"", "质量 -纺织", "生产效率提升>=30%"];

#[divan::bench(args = QUERIES)]
fn query(bencher: Bencher, query: &str) {
    let Ok(folder) = tempfile::tempdir() else { return };
    let Ok(index) = Index::create(folder.path()) else { return };
    let Ok(mut writer) = index.writer() else { return };
    for (id, line) in text().lines().enumerate() {
        let entry = Entry {
            id: id as u64 + 1,
            kind: "other".to_owned(),
            format: "text".to_owned(),
            text: line.to_owned(),
            figures: vec![Figure {
                name: "生产效率提升".to_owned(),
                value: (id % 60) as f64,
                unit: "%".to_owned(),
                row: String::new(),
            }],
            ..Entry::default()
        };
        if writer.add(&entry).is_err() {
            return;
        }
    }
    if writer.commit(1).is_err() {
        return;
    }
    let request = Request {
        query: query.to_owned(),
        limit: 20,
        offset: 0,
        sort: Sort::Relevance,
        ..Request::default()
    };
    bencher.bench(|| index.search(divan::black_box(&request)));
}
