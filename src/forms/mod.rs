//! Official forms as data: one TOML file each. Nothing in the program knows a
//! single form; a new province's form is a new file.

mod definition;
mod index;
mod load;
mod pledge;
mod printed;

pub use definition::{Columns, Definition, Field, Item, Kind, Metrics, Part, Pointer, Years};
pub use index::{Index, Target};
pub use load::{Source, file, parse};
pub use pledge::{Paper, Pledge};
pub use printed::Printed;

use crate::intake::hash;
use crate::problem::Problem;
use std::path::Path;
use std::sync::OnceLock;

/// All known forms: the built-in ones and the user's own.
#[derive(Debug, Default)]
pub struct Forms {
    own: Vec<Form>,
    built_in: OnceLock<Vec<Form>>,
    edition: OnceLock<String>,
}

impl Clone for Forms {
    fn clone(&self) -> Self {
        Self { own: self.own.clone(), ..Self::default() }
    }
}

/// A form with its index.
#[derive(Debug, Clone)]
pub struct Form {
    /// What its file says.
    pub definition: Definition,
    /// Its labels, folded.
    pub index: Index,
    /// Where it comes from.
    pub source: Source,
}

impl Forms {
    /// The built-in forms and those of a folder (`*.toml`); a form of the folder
    /// replaces a built-in one with the same id.
    ///
    /// # Errors
    ///
    /// A [`Problem`] naming file, line and key of the first faulty definition.
    pub fn with_folder(folder: &Path) -> Result<Self, Problem> {
        Ok(Self { own: load::folder(folder)?, ..Self::default() })
    }

    /// All forms, the user's own first. The built-in ones are parsed at the first call.
    pub fn all(&self) -> impl Iterator<Item = &Form> {
        let built_in = self.built_in.get_or_init(load::built_in);
        let own = &self.own;
        let replaced = |form: &&Form| !own.iter().any(|o| o.definition.id == form.definition.id);
        own.iter().chain(built_in.iter().filter(replaced))
    }

    /// The user's own forms.
    pub fn own(&self) -> &[Form] {
        &self.own
    }

    /// Parses the built-in forms, if nobody has yet.
    pub fn prepare(&self) {
        self.built_in.get_or_init(load::built_in);
    }

    /// Whether the built-in forms are parsed.
    pub fn is_prepared(&self) -> bool {
        self.built_in.get().is_some()
    }

    /// What tells these forms from others: a hash of all definitions.
    pub fn edition(&self) -> &str {
        self.edition.get_or_init(|| {
            let all: Vec<String> = self.all().map(|f| format!("{:?}", f.definition)).collect();
            hash(all.concat().as_bytes())[..12].to_owned()
        })
    }

    /// The form with an id.
    pub fn get(&self, id: &str) -> Option<&Form> {
        self.all().find(|form| form.definition.id == id)
    }
}

#[cfg(test)]
mod tests;
