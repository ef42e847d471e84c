//! The comparison of one pair among many: a defect that one pair meets ends that pair with
//! a line and not the run.

use super::report::Report;
use super::side::Side;
use crate::compare::engine;
use crate::problem::{Code, Problem, guarded};

/// As [`engine::compare`]; a panic in it becomes a problem of this pair.
///
/// # Errors
///
/// When the comparison met a defect of this program.
pub fn compare_guarded(paper: &Side, online: &Side) -> Result<Report, Problem> {
    one_pair(|| engine::compare(paper, online))
}

fn one_pair(work: impl FnOnce() -> Report) -> Result<Report, Problem> {
    guarded(|| Ok(work())).map_err(|_| {
        Problem::new(
            Code::Internal,
            "核对时程序内部出错，这一对未能核对",
            "请人工核对，并把两个文件和版本号报告给开发者",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One pair ended a folder's run without a word.
    #[test]
    fn a_pair_that_fails_is_a_problem_of_its_own() {
        let problem = one_pair(|| panic!("a defect")).unwrap_err();
        assert_eq!(problem.code, Code::Internal);
        assert!(problem.message.contains("未能核对"), "{problem}");
        assert!(compare_guarded(&Side::default(), &Side::default()).is_ok());
    }
}
