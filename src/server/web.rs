//! The templates and assets of `web/`: from the binary, or from a folder while they are
//! being designed.

use crate::problem::{Code, Problem};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

// `TEMPLATES` and `ASSETS`: names below their folder, and contents.
include!(concat!(env!("OUT_DIR"), "/web.rs"));

/// Where templates and assets come from.
#[derive(Debug)]
pub struct Web {
    folder: Option<PathBuf>,
    /// The templates of the binary, parsed.
    built_in: Environment<'static>,
}

impl Web {
    /// The built-in ones, or those of a folder with `templates/` and `dist/`.
    pub fn new(folder: Option<PathBuf>) -> Self {
        let mut built_in = environment();
        built_in.set_loader(|name| {
            let found = TEMPLATES.iter().find(|(known, _)| *known == name);
            Ok(found.map(|(_, text)| (*text).to_owned()))
        });
        Self { folder, built_in }
    }

    /// A page from its template.
    ///
    /// # Errors
    ///
    /// [`Code::Internal`] when the template is missing or faulty.
    pub fn render(&self, name: &str, context: &serde_json::Value) -> Result<String, Problem> {
        let context = value(context);
        let rendered = match &self.folder {
            None => self.built_in.get_template(name).and_then(|t| t.render(context)),
            Some(folder) => {
                let folder = folder.join("templates");
                let mut fresh = environment();
                fresh.set_loader(move |name| from_disk(&folder, name));
                fresh.get_template(name).and_then(|t| t.render(context))
            }
        };
        rendered.map_err(|error| {
            Problem::new(Code::Internal, format!("网页模板 {name} 出错（{error:#}）"), "")
        })
    }

    /// An asset by its name below `dist/`.
    pub fn asset(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        match &self.folder {
            None => {
                let found = ASSETS.iter().find(|(known, _)| *known == name)?;
                Some(Cow::Borrowed(found.1))
            }
            Some(folder) => Some(Cow::Owned(fs::read(below(&folder.join("dist"), name)?).ok()?)),
        }
    }
}

/// A name below a folder, if it leads nowhere else.
fn below(folder: &Path, name: &str) -> Option<PathBuf> {
    let plain = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    (plain && !name.contains('\\')).then(|| folder.join(name))
}

fn from_disk(folder: &Path, name: &str) -> Result<Option<String>, Error> {
    let Some(path) = below(folder, name) else { return Ok(None) };
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::new(ErrorKind::InvalidOperation, error.to_string())),
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    // Whatever a template is called, nothing reaches a page unescaped.
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment
}

/// The same value for templates.
fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::from(()),
        serde_json::Value::Bool(yes) => Value::from(*yes),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(whole) => Value::from(whole),
            None => Value::from(number.as_f64().unwrap_or_default()),
        },
        serde_json::Value::String(text) => Value::from(text.as_str()),
        serde_json::Value::Array(list) => list.iter().map(value).collect::<Vec<_>>().into(),
        serde_json::Value::Object(map) => {
            let map: BTreeMap<String, Value> =
                map.iter().map(|(key, inner)| (key.clone(), value(inner))).collect();
            Value::from_object(map)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_template_shows_is_escaped() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("templates")).unwrap();
        fs::write(folder.path().join("templates/a.html"), "<p>{{ name }}</p>").unwrap();
        let web = Web::new(Some(folder.path().to_path_buf()));
        let page = web.render("a.html", &json!({"name": "<script>"})).unwrap();
        assert_eq!(page, "<p>&lt;script&gt;</p>");
    }

    #[test]
    fn a_name_is_no_way_out_of_the_folder() {
        let folder = Path::new("/web/dist");
        assert_eq!(below(folder, "a/b.js"), Some(PathBuf::from("/web/dist/a/b.js")));
        for name in ["../secret", "/etc/passwd", "a/../../b", "a\\..\\b", "./a"] {
            assert_eq!(below(folder, name), None, "{name}");
        }
    }
}
