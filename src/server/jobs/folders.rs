//! Many files against many: paired by credit code, then name, as on the command line; what
//! is left over is told by name.

use super::compare;
use super::live::Live;
use super::work::Given;
use crate::compare::{Double, Identity, folders};
use crate::problem::Problem;
use crate::server::apart::{Ask, Told, unfitting};
use crate::server::app::App;
use serde_json::{Value, json};
use std::sync::Arc;

/// Compares what belongs together; gives the numbers of the pairs.
pub fn pairs(
    app: &Arc<App>,
    live: &Arc<Live>,
    password: Option<&str>,
    who: &str,
    [papers, onlines]: [&[Given]; 2],
) -> Result<Value, Problem> {
    live.phase("认出各份文件");
    live.more((papers.len() + onlines.len()) as u64);
    let mut bench = app.bench();
    let mut left_over: Vec<(&'static str, String, String)> = Vec::new();
    let mut unread = [Vec::new(), Vec::new()];
    let mut known = [Vec::new(), Vec::new()];
    for (at, list) in [papers, onlines].into_iter().enumerate() {
        for (index, given) in list.iter().enumerate() {
            let asked = compare::held(app, given, password)
                .map(|file| Ask::Identify { file, online: at == 1 })
                .and_then(|ask| bench.ask(&ask, &mut |told| compare::hear(live, told)));
            let (identity, why) = match asked {
                Ok(Told::Identified(identity, why)) => (identity, why),
                Ok(_) => (Identity::of(&[], None, &given.name), Some(unfitting())),
                Err(why) => (Identity::of(&[], None, &given.name), Some(why)),
            };
            unread[at].extend(why.map(|why| (index, why.to_string())));
            known[at].push(identity);
            live.step();
            if live.is_cancelled() {
                return Ok(Value::Null);
            }
        }
    }
    let pairing = folders(&known[0], &known[1]);
    let mut kept = Vec::new();
    for (paper, online) in &pairing.pairs {
        let (paper, online) = (&papers[*paper], &onlines[*online]);
        match compare::pair(app, live, &mut bench, password, who, [paper, online]) {
            Ok(pair) => kept.push(pair),
            Err(problem) => {
                let name = format!("{} 与 {}", paper.name, online.name);
                left_over.push(("pair", name, problem.to_string()));
            }
        }
        if live.is_cancelled() {
            return Ok(Value::Null);
        }
        live.partly(json!({"pairs": kept}));
    }
    for (at, side) in ["paper", "online"].into_iter().enumerate() {
        let (alone, list) = match at {
            0 => (&pairing.only_paper, papers),
            _ => (&pairing.only_online, onlines),
        };
        for index in alone {
            let failed = unread[at].iter().find(|(n, _)| n == index).map(|(_, why)| why.clone());
            let double = |double: &&Double| double.on_paper == (at == 0) && double.index == *index;
            let twin = pairing.doubles.iter().find(double).and_then(|d| pairing.pairs.get(d.pair));
            let why = failed.unwrap_or_else(|| match (twin, at) {
                (Some((paper, _)), 0) => same_applicant(&papers[*paper].name),
                (Some((_, online)), _) => same_applicant(&onlines[*online].name),
                (None, 0) => "没有找到对应的网上数据".to_owned(),
                (None, _) => "没有找到对应的纸质件".to_owned(),
            });
            left_over.push((side, list[*index].name.clone(), why));
        }
    }
    app.kept.add_leftovers(live.id, &left_over)?;
    Ok(json!({"pairs": kept, "leftovers": app.kept.leftovers(live.id)?}))
}

fn same_applicant(paired: &str) -> String {
    format!("与 {paired} 同属一个申报主体，后者已配对，请确认应核对哪一份")
}
