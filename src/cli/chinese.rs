//! Help and usage errors in Chinese: the argument parser speaks English by itself.

use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, Command, Error};
use std::process::ExitCode;

/// The same command with Chinese headings and help flags, down to every subcommand.
pub fn translated(command: Command) -> Command {
    let version = command.get_version().is_some();
    let flag = |name: &'static str, short: char, action: ArgAction, help: &'static str| {
        Arg::new(name).short(short).long(name).action(action).help(help).help_heading("选项")
    };
    let mut command = command
        .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}")
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "参数" } else { "选项" };
            with_values(arg).help_heading(heading)
        })
        .mut_subcommands(translated)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(flag("help", 'h', ArgAction::Help, "显示帮助"));
    if version {
        command = command.arg(flag("version", 'V', ArgAction::Version, "显示版本"));
    }
    command
}

/// What an option may be and what it is by default, told in its Chinese help
/// instead of the parser's English brackets.
fn with_values(arg: Arg) -> Arg {
    if !arg.get_action().takes_values() {
        return arg;
    }
    let mut said = Vec::new();
    let values = arg.get_possible_values();
    if !arg.is_hide_possible_values_set() && !values.is_empty() {
        let names = values.iter().map(|value| match value.get_help() {
            Some(help) => format!("{}（{help}）", value.get_name()),
            None => value.get_name().to_owned(),
        });
        said.push(format!("可用：{}", names.collect::<Vec<_>>().join("、")));
    }
    let default: Vec<_> = arg.get_default_values().iter().map(|v| v.to_string_lossy()).collect();
    if !default.is_empty() {
        said.push(format!("默认：{}", default.join("、")));
    }
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let arg = arg.hide_possible_values(true).hide_default_value(true);
    if said.is_empty() { arg } else { arg.help(format!("{help}〔{}〕", said.join("；"))) }
}

/// Says what is wrong with the command line in one line, or prints the help that was asked for.
pub fn explain(error: &Error) -> ExitCode {
    let said = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (argument, value) = (said(ContextKind::InvalidArg), said(ContextKind::InvalidValue));
    let what = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            return ExitCode::from(2);
        }
        ErrorKind::UnknownArgument => format!("没有选项或多出参数 {argument}"),
        ErrorKind::InvalidSubcommand => {
            format!("没有命令 {}", said(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {argument}"),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::ArgumentConflict => format!("{argument} 与其他选项冲突"),
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} 缺少值"),
        ErrorKind::InvalidValue => {
            format!("{argument} 不能是 {value}（可用：{}）", said(ContextKind::ValidValue))
        }
        ErrorKind::ValueValidation => format!("{argument} 的值 {value} 不对"),
        _ => "命令行有误".to_owned(),
    };
    eprintln!("错误[usage] 命令行：{what}；运行 shenbao --help 查看用法");
    ExitCode::from(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound_and_its_help_is_chinese() {
        let mut command = translated(crate::cli::command());
        command.clone().debug_assert();
        let help = command.render_long_help().to_string();
        assert!(help.contains("用法：") && help.contains("显示帮助"), "{help}");
        assert!(!help.contains("Usage") && !help.contains("Print"), "{help}");
    }

    #[test]
    fn values_and_defaults_are_told_in_chinese() {
        let mut command = translated(crate::cli::command());
        command.build();
        for sub in command.get_subcommands_mut() {
            for help in [sub.render_long_help().to_string(), sub.render_help().to_string()] {
                assert!(!help.contains("[default") && !help.contains("[possible"), "{help}");
                assert!(!help.contains("Possible values"), "{help}");
            }
        }
        let compare = command.find_subcommand_mut("compare").map(Command::render_help);
        let help = compare.map(|h| h.to_string()).unwrap_or_default();
        assert!(help.contains("默认：text") && help.contains("html（可打印"), "{help}");
    }
}
