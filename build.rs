//! What is settled when the program is built: the official forms as data that is quick to
//! load, and how the binary is linked.

use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=forms");
    built_in_forms()?;
    fixed_address();
    Ok(())
}

/// All of `forms/*.toml`, in the order of their names, as one JSON list.
fn built_in_forms() -> Result<(), Box<dyn std::error::Error>> {
    let entries = fs::read_dir("forms")?.map(|entry| Ok(entry?.path()));
    let mut files = entries.collect::<io::Result<Vec<PathBuf>>>()?;
    files.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    files.sort();
    let mut forms: Vec<toml::Value> = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file)?;
        forms.push(toml::from_str(&text).map_err(|e| format!("{}: {e}", file.display()))?);
    }
    let out = PathBuf::from(env::var("OUT_DIR")?).join("forms.json");
    fs::write(out, serde_json::to_string(&forms)?)?;
    Ok(())
}

/// Relocating the tables of fonts and characters at every start took longer than reading a
/// small file.
fn fixed_address() {
    let target = |key: &str| env::var(format!("CARGO_CFG_TARGET_{key}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
