//! The adversary: takes any book and makes one visible, material change in it, in one of
//! many ways, and asks the comparison. What ends 一致 is a miss. Its twin makes files look
//! otherwise that say the same; what does not end 一致 is a false alarm.
//!
//! `cargo run --release --example adversary -- 10000 [--seed N] [--books DIR]… [--kinds A,B]
//! [--faces FILE]… [--twin] [--scans] [--keep DIR]`

mod arrange;
mod dice;
mod edit;
mod font;
mod ink;
mod judge;
mod kinds;
mod package;
mod press;
mod scan;
mod sheet;
mod sites;
mod stock;
mod text;
mod twin;
mod write;

use clap::Parser;
use dice::Dice;
use judge::Judge;
use kinds::{Case, Kind};
use rayon::prelude::*;
use shenbao::Options;
use shenbao::compare::Verdict;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use stock::Stock;

#[derive(Parser)]
struct Flags {
    /// How many cases.
    cases: u64,
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Folders of books; without them those of the repository.
    #[arg(long)]
    books: Vec<PathBuf>,
    /// Kinds by their names, or by how their names begin.
    #[arg(long, value_delimiter = ',')]
    kinds: Vec<String>,
    /// More typefaces for scans.
    #[arg(long)]
    faces: Vec<PathBuf>,
    /// Restyled files instead of changed ones.
    #[arg(long)]
    twin: bool,
    /// Scans instead of digital files.
    #[arg(long)]
    scans: bool,
    /// Keeps what was missed (with --twin: what was told), two of a kind.
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Only lists the kinds.
    #[arg(long)]
    list: bool,
}

#[derive(Default)]
struct Row {
    cases: usize,
    /// Ended 一致.
    missed: usize,
    /// Not 一致, and the unchanged pair not either: tells nothing.
    dull: usize,
    /// Not 一致, yet the report says no more than without the change.
    unnamed: usize,
    unread: usize,
    undetermined: usize,
}

fn make(flags: &Flags, stock: &Stock, kinds: &[Kind], seed: u64) -> Option<Case> {
    let mut dice = Dice::new(seed);
    if flags.twin {
        let fits = |name: &str| {
            flags.kinds.is_empty() || flags.kinds.iter().any(|k| name.starts_with(k.as_str()))
        };
        let twins: Vec<_> = twin::KINDS.iter().filter(|(name, _)| fits(name)).collect();
        let (name, make) = twins[seed as usize % twins.len().max(1)];
        return (0..20)
            .find_map(|_| make(stock, &mut dice))
            .map(|case| Case { kind: name, ..case });
    }
    kinds[seed as usize % kinds.len().max(1)].case(stock, &mut dice)
}

fn main() {
    let flags = Flags::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = if flags.scans { kinds::scans() } else { kinds::all() };
    let chosen = |kind: &Kind| {
        flags.kinds.is_empty()
            || flags.kinds.iter().any(|name| kind.name.starts_with(name.as_str()))
    };
    all.retain(chosen);
    if flags.list {
        all.iter().for_each(|kind| println!("{}", kind.name));
        return;
    }
    let books = if flags.books.is_empty() {
        vec![root.join("corpus/books"), root.join("fixtures/books")]
    } else {
        flags.books.clone()
    };
    let mut faces = vec![root.join("fixtures/fonts/adversary.ttf")];
    faces.extend(flags.faces.iter().cloned());
    let mut options = Options::default();
    options.reading.ocr.models = shenbao::cli::folders::models(None);
    let stock = Stock::of(&books, &faces, &options);
    println!("{} books, {} kinds", stock.books.len(), all.len());
    let judge = Judge::new(options);
    let one = |n: u64| {
        let seed = flags.seed + n;
        let case = make(&flags, &stock, &all, seed)?;
        let said = judge.judge(&case);
        let consistent = said.verdict == Some(Verdict::Consistent);
        let calm = said.before == Some(Verdict::Consistent);
        if let Some(folder) = &flags.keep
            && consistent != flags.twin
        {
            keep(folder, &case, seed, &said);
        }
        let row = Row {
            cases: 1,
            missed: usize::from(consistent),
            dull: usize::from(!consistent && !calm),
            unnamed: usize::from(!consistent && !said.named),
            unread: usize::from(said.verdict.is_none()),
            undetermined: usize::from(said.verdict == Some(Verdict::Undetermined)),
        };
        let formats = format!("{:?}/{:?}", case.now[0].format, case.now[1].format).to_lowercase();
        Some((case.kind.to_owned(), formats, row))
    };
    let rows: Vec<(String, String, Row)> = match judge::pool() {
        Ok(pool) => pool.install(|| (0..flags.cases).into_par_iter().filter_map(one).collect()),
        Err(problem) => {
            eprintln!("no threads: {problem}");
            return;
        }
    };
    table("kind", rows.iter().map(|(kind, _, row)| (kind, row)), flags.twin);
    table("formats", rows.iter().map(|(_, formats, row)| (formats, row)), flags.twin);
    let made: std::collections::BTreeSet<&String> = rows.iter().map(|(kind, ..)| kind).collect();
    let barren: Vec<&str> = all
        .iter()
        .map(|kind| kind.name)
        .filter(|name| !made.contains(&(*name).to_owned()))
        .collect();
    if !flags.twin && !barren.is_empty() {
        println!("kinds without a case: {}", barren.join(" "));
    }
}

fn table<'a>(head: &str, rows: impl Iterator<Item = (&'a String, &'a Row)>, twin: bool) {
    let mut sums: BTreeMap<&str, Row> = BTreeMap::new();
    let mut total = Row::default();
    for (key, row) in rows {
        for sum in [sums.entry(key).or_default(), &mut total] {
            sum.cases += row.cases;
            sum.missed += row.missed;
            sum.dull += row.dull;
            sum.unnamed += row.unnamed;
            sum.unread += row.unread;
            sum.undetermined += row.undetermined;
        }
    }
    println!(
        "\n{head:<28} {:>6} {:>6} {:>6} {:>8} {:>8} {:>6}",
        "cases", "一致", "dull", "unnamed", "无法判定", "unread"
    );
    let mut list: Vec<(&str, Row)> = sums.into_iter().collect();
    let weight = |row: &Row| if twin { row.cases - row.missed } else { row.missed };
    list.sort_by_key(|(_, row)| std::cmp::Reverse(weight(row)));
    list.push(("all", total));
    for (key, row) in &list {
        println!(
            "{key:<28} {:>6} {:>6} {:>6} {:>8} {:>8} {:>6}",
            row.cases, row.missed, row.dull, row.unnamed, row.undetermined, row.unread
        );
    }
}

/// Writes a case into a folder of its own; two of a kind and pair of formats are enough.
fn keep(folder: &Path, case: &Case, seed: u64, said: &judge::Said) {
    let [paper, online] = &case.now;
    let name = format!("{}-{}-{}", case.kind, paper.format.ending(), online.format.ending());
    let Some(own) = (1..=2)
        .map(|n| folder.join(format!("{name}-{n}")))
        .find(|own| std::fs::create_dir_all(folder).is_ok() && std::fs::create_dir(own).is_ok())
    else {
        return;
    };
    let what = format!(
        "# {}\n\n- change: {}\n- from: {}, seed {seed}\n- got: {:?}; the unchanged pair: {:?}\n",
        case.kind, case.what, case.book, said.verdict, said.before
    );
    let written = [
        std::fs::write(
            own.join(format!("paper.{}", paper.format.ending())),
            paper.bytes.as_slice(),
        ),
        std::fs::write(
            own.join(format!("online.{}", online.format.ending())),
            online.bytes.as_slice(),
        ),
        std::fs::write(own.join("what.md"), what),
    ];
    if written.iter().any(Result::is_err) {
        eprintln!("not kept: {}", own.display());
    }
}
