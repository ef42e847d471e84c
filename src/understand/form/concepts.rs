//! Labels whose words are certain, and the places that they have in the record of an
//! application, so that search, export and comparison work on forms that nobody defined.

use super::words;
use crate::value::label;

/// Where the value of a label in a group goes; `None` where its words are not certain.
pub fn pointer(group: &str, name: &str) -> Option<&'static str> {
    let key = label::key(&label::Label::parse(name).name);
    let group = label::key(group);
    let of = |list: &[(&str, &'static str)]| list.iter().find(|(word, _)| *word == key).map(|(_, to)| *to);
    if ["法定代表人", "法人代表", "法人"].iter().any(|word| group.starts_with(word)) {
        return of(LEGAL);
    }
    if group.ends_with("联系人") {
        return of(CONTACT);
    }
    if words::is_people(&group) {
        return None;
    }
    of(PLAIN)
}

const LEGAL: &[(&str, &str)] = &[
    ("姓名", "/applicant/legal_representative/name"),
    ("电话", "/applicant/legal_representative/phone"),
    ("联系电话", "/applicant/legal_representative/phone"),
];

const CONTACT: &[(&str, &str)] = &[
    ("姓名", "/applicant/contact/name"),
    ("电话", "/applicant/contact/phone"),
    ("联系电话", "/applicant/contact/phone"),
    ("办公电话", "/applicant/contact/phone"),
    ("职务", "/applicant/contact/title"),
    ("手机", "/applicant/contact/mobile"),
    ("手机号", "/applicant/contact/mobile"),
    ("手机号码", "/applicant/contact/mobile"),
    ("传真", "/applicant/contact/fax"),
    ("邮箱", "/applicant/contact/email"),
    ("电子邮箱", "/applicant/contact/email"),
    ("e-mail", "/applicant/contact/email"),
];

const PLAIN: &[(&str, &str)] = &[
    ("单位名称", "/applicant/name"),
    ("企业名称", "/applicant/name"),
    ("公司名称", "/applicant/name"),
    ("申报单位", "/applicant/name"),
    ("申报企业", "/applicant/name"),
    ("申请单位", "/applicant/name"),
    ("申报单位名称", "/applicant/name"),
    ("统一社会信用代码", "/applicant/credit_code"),
    ("社会信用代码", "/applicant/credit_code"),
    ("组织机构代码", "/applicant/organization_code"),
    ("成立时间", "/applicant/founded"),
    ("成立日期", "/applicant/founded"),
    ("企业性质", "/applicant/ownership"),
    ("单位性质", "/applicant/ownership"),
    ("企业规模", "/applicant/size_class"),
    ("注册地址", "/applicant/address"),
    ("单位地址", "/applicant/address"),
    ("企业地址", "/applicant/address"),
    ("法定代表人", "/applicant/legal_representative/name"),
    ("法人代表", "/applicant/legal_representative/name"),
    ("联系人", "/applicant/contact/name"),
    ("联系电话", "/applicant/contact/phone"),
    ("单位简介", "/applicant/profile"),
    ("企业简介", "/applicant/profile"),
    ("项目名称", "/project/task_name"),
    ("总投资", "/project/investment"),
    ("项目总投资", "/project/investment"),
];
