//! A page saved from a platform: what stands around the form, labels with their answers that
//! no table holds, and the changes beside them that must still be read.

use crate::document::{Block, Document, MarginKind};
use crate::problem::WarningCode;
use crate::read::Options;

fn read(body: &str) -> Document {
    let page = format!("<!DOCTYPE html><html><body>{body}</body></html>");
    super::read(page.as_bytes(), &Options::default()).unwrap()
}

/// Paragraphs and tables, cells parted by strokes.
fn lines(body: &str) -> Vec<String> {
    let line = |block: &Block| match block {
        Block::Paragraph(p) => p.text.content.clone(),
        Block::Table(t) => t.text().content.replace('\t', "|"),
        Block::PageBreak => "<break>".into(),
    };
    read(body).blocks.iter().map(line).collect()
}

fn codes(body: &str) -> Vec<WarningCode> {
    read(body).warnings.iter().map(|w| w.code).collect()
}

const FORM: &str = "<h1>申报表</h1><p>总投资1250.6万元</p>";

#[test]
fn what_says_itself_that_it_is_the_platforms_is_left_out_and_listed() {
    for piece in [
        "<nav><a href=/a>首页</a><a href=/b>通知公告</a></nav>",
        "<div class=header><img src=l.png><span>某省工业和信息化厅业务申报系统</span><ul class=nav><li><a href=/>首页</a></li></ul><div class=user>欢迎您，湘江精工有限公司 <a href=/out>退出</a></div></div>",
        "<header><h1>某市涉企政策平台</h1><span>您好，</span><b>王建国</b><a href=/o>退出</a></header>",
        "<div class=breadcrumb><a>首页</a> &gt; <a>我的申报</a> &gt; <span>申报详情</span></div>",
        "<div class='status-bar'>当前状态：<span class=tag>审核通过</span> 受理编号：SB202406184153 提交时间：2024-06-18 16:05:44</div>",
        "<div class=btns><button>返回</button><button>打印</button><button>下载PDF</button></div>",
        "<div><button>导出Word</button><a class='btn btn-primary' href='#'>下载附件</a></div>",
        "<div class=footer>主办单位：某省住建厅　技术支持：0931-88123456　<a>网站地图</a>　Copyright © 2024 版权所有　<a>ICP备13000123号</a></div>",
        "<footer><p>版权所有 © 某省工信厅</p><p>地址：长沙市岳麓区 邮编：410000</p></footer>",
        "<noscript>请启用 JavaScript 后访问</noscript>",
    ] {
        assert_eq!(lines(&format!("{piece}{FORM}")), lines(FORM), "{piece}");
        let document = read(&format!("{piece}{FORM}"));
        let listed = document.warnings.iter().any(|w| w.code == WarningCode::PlatformLeftOut);
        assert!(listed || piece.contains("noscript"), "{piece}");
        assert!(document.warnings.iter().all(|w| w.code == WarningCode::PlatformLeftOut));
        assert!(document.margins.iter().all(|m| m.kind == MarginKind::Site));
    }
}

/// Content in elements of that kind, beside true furniture.
#[test]
fn what_could_be_content_stays_whatever_its_element_is_called() {
    for piece in [
        "<nav>本项目不涉及新增用地</nav>",
        "<div class=header>某省业务申报系统 本表已作废</div>",
        "<header><a href=/>首页</a><p>甲方承担全部费用</p></header>",
        "<div class=breadcrumb><a>首页</a> &gt; <span>本表作废，以重新提交的为准，请勿使用此件</span></div>",
        "<div class='status-bar'>当前状态：审核通过 总投资：1250万元</div>",
        "<div class='status-bar'>作废</div>",
        "<div class='status-bar'>当前状态：已作废</div>",
        "<div class=btns><button>不合格</button></div>",
        "<div class=footer>以上内容不属实</div>",
        "<footer>版权所有 <p>本公司承诺不再申请其他补助</p></footer>",
        "<footer><table><tr><td>甲<td>乙</table></footer>",
        "<div class=tabs><li>一、基本情况</li><li>项目已终止</li></div>",
        "<span class=req>*不</span>",
        "<span class=count>300/500</span>",
        "<span class=hint>（不含税）</span>",
        "<noscript>本项目未通过审核</noscript>",
    ] {
        let body = format!("{piece}{FORM}");
        let told = codes(&body).iter().any(|code| *code != WarningCode::PlatformLeftOut);
        assert!(told || lines(&body) != lines(FORM), "{piece}");
    }
}

#[test]
fn a_pager_of_fewer_rows_than_it_counts_stays() {
    let page = |count: usize| {
        format!(
            "<div><table><thead><tr><th>名称<th>数量</tr></thead><tr><td>甲<td>1</tr><tr><td>乙<td>2</tr></table><div class=pager>共 {count} 条 &lt; 1 &gt; 10条/页</div></div>"
        )
    };
    assert_eq!(lines(&page(2)).len(), 1);
    assert_eq!(lines(&page(12)).len(), 2);
}

#[test]
fn tabs_that_name_the_parts_of_the_page_are_left_out() {
    let tabs = "<ul class=tabs><li>基本情况</li><li>财务</li></ul>";
    assert_eq!(lines(&format!("{tabs}<h3>基本情况</h3><p>甲</p><h3>财务</h3>")).len(), 3);
    assert_eq!(lines(&format!("{tabs}<h3>基本情况</h3><p>甲</p>")).len(), 4);
}

#[test]
fn labels_and_answers_are_rows_whatever_they_are_written_in() {
    let table = ["项目名称|产线改造\n是否上市|☑是☐否"];
    for body in [
        "<dl><dt>项目名称</dt><dd>产线改造</dd><dt>是否上市</dt><dd>☑是☐否</dd></dl>",
        "<dl><div><dt>项目名称</dt><dd>产线改造</dd></div><div><dt>是否上市</dt><dd>☑是☐否</dd></div></dl>",
        "<div><div class=item><span class=label>项目名称</span><span class=value>产线改造</span></div><div class=item><span class=label>是否上市</span><span class=value>☑是☐否</span></div></div>",
        "<form><div class=form-item><label for=a><span class=req>*</span>项目名称</label>\n<input id=a value=产线改造 maxlength=100><span class=count>4/100</span></div>
         <div class=form-item><label>是否上市</label><label><input type=radio checked disabled>是</label><label><input type=radio disabled>否</label></div></form>",
        "<div class=row><div class=col><div class=el-form-item><label class=el-form-item__label>项目名称</label><div class=el-form-item__content>产线改造</div></div></div><div class=col><div class=el-form-item><label>是否上市</label><div><label><input type=radio checked>是</label><label><input type=radio>否</label></div></div></div></div>",
    ] {
        assert_eq!(lines(body), table, "{body}");
    }
    // Text in front of them, headings and lists of links are none.
    assert_eq!(
        lines("<div>另附<span class=label>说明</span><span class=value>无</span></div>").len(),
        1
    );
    assert_eq!(lines("<dl><dt><a href=/1>新闻</a></dt><dd>摘要</dd></dl>").len(), 2);
}

#[test]
fn a_disabled_form_shows_its_answers() {
    let body = "<div><label>规模</label><select disabled><option value=''>请选择<option>大型<option selected>中型</select></div><div><label>说明</label><textarea disabled rows=3>第一行\n第二行</textarea><span class=count>7/500</span></div>";
    assert_eq!(lines(body), ["规模|中型\n说明|第一行\n第二行"]);
}

#[test]
fn radio_buttons_that_a_framework_draws_say_their_state_by_class_or_role() {
    let radio = |yes: &str, no: &str| {
        format!(
            "<p><label class='el-radio {yes}'><span class='el-radio__input {yes}'><input type=radio></span><span>是</span></label><label class='el-radio {no}'><span class='el-radio__input {no}'><input type=radio></span><span>否</span></label></p>"
        )
    };
    assert_eq!(lines(&radio("is-checked", "")), ["☑是☐否"]);
    assert_eq!(lines(&radio("", "is-checked")), ["☐是☑否"]);
    let aria = |yes: bool| {
        format!(
            "<p><span role=radio aria-checked={yes}>是</span><span role=radio aria-checked={}>否</span></p>",
            !yes
        )
    };
    assert_eq!(lines(&aria(true)), ["☑是☐否"]);
    let layui = "<div><input type=radio title=是><div class='layui-unselect layui-form-radio layui-form-radioed'><div>是</div></div></div>";
    assert!(lines(layui).concat().starts_with('☑'), "{:?}", lines(layui));
    // Bootstrap's classes say nothing of the state; those of a group that do contradict it.
    assert!(
        codes("<p><label class=custom-radio><input type=radio checked>是</label></p>").is_empty()
    );
    let torn = "<p><label class='el-radio'><input type=radio checked>是</label><label class='el-radio is-checked'><input type=radio>否</label></p>";
    assert_eq!(codes(torn), [WarningCode::ShownOtherwise]);
}

#[test]
fn an_option_that_only_its_dress_sets_off_is_told() {
    for line in [
        "<p><span style='color:#bbb'>优秀/</span>合格<span style='color:#bbb'>/不合格</span></p>",
        "<p style='color:#bbb'>优秀/<b style='color:#000'>合格</b>/不合格</p>",
        "<p>优秀/<span style='box-shadow:0 0 0 1px red'>合格</span>/不合格</p>",
        "<p>优秀/<span style='opacity:.4'>合格</span>/不合格</p>",
        "<p>优秀/<span class='opt active'>合格</span>/不合格</p>",
        "<p><span style='color:#bbb'>优秀</span>/<u>合格</u>/不合格</p>",
        "<div><li class='opt on'>合格</li><li class=opt>不合格</li></div>",
    ] {
        assert!(codes(line).contains(&WarningCode::ShownOtherwise), "{line}");
    }
    for line in [
        "<p>优秀/合格/不合格</p>",
        "<p><span style='color:#666'>项目名称：</span>产线改造</p>",
        "<p>联系人（<span style='color:#999'>项目负责人</span>）</p>",
    ] {
        assert_eq!(codes(line), [], "{line}");
    }
}

#[test]
fn edges_that_run_through_text_and_pictures_for_bullets_are_told() {
    for body in [
        "<style>h3{position:relative}h3::before{content:'';position:absolute;left:0;width:40px;height:16px;background:#1890ff}</style><h3>1250.6万元</h3>",
        "<p>共<span style='display:inline-block;height:.6em;border-bottom:2px solid red'>1250.6</span></p>",
        "<div style='line-height:.7;border-bottom:1px solid'>共1250.6</div>",
        "<p>一行<br>共<span style='padding-top:2em;background:#eee'>1250.6</span></p>",
        "<p>一行<br>共<span style='border-top:20px solid #eee'>1250.6</span></p>",
        "<p>共<span style='outline:20px solid #eee'>1250.6</span></p>",
        "<p>共<span style='box-shadow:0 -20px 0 #eee'>1250.6</span></p>",
        "<p style='word-spacing:-2em'>12 50.6</p>",
        "<p>共<span style='display:inline-block;width:0'><i style='display:inline-block;width:60px;border-bottom:2px solid red'></i>x</span>1250.6</p>",
        "<style>li{list-style-image:url(data:image/png;base64,AAAA)}</style><ul><li>甲</ul>",
        "<ul style='list-style:url(a.png)'><li>甲</ul>",
    ] {
        assert_eq!(codes(body), [WarningCode::ShownOtherwise], "{body}");
    }
    for body in [
        "<div style='height:40px;border-bottom:1px solid'>共1250.6</div>",
        "<div style='box-shadow:0 2px 12px 0 rgba(0,0,0,.1);padding:20px;background:#f5f5f5'>共1250.6</div>",
        "<p>共<span style='display:inline-block;padding:12px;background:#f5f5f5'>1250.6</span></p>",
        "<ul style='list-style:none'><li>甲</ul>",
        // A bar in front of a heading, in the room that is left for it.
        "<style>h3{position:relative;padding-left:12px}h3::before{content:'';position:absolute;left:0;top:50%;transform:translateY(-50%);width:4px;height:16px;background:#1890ff}</style><h3>一、基本情况</h3>",
        "<h3 style='border-left:4px solid blue;padding-left:8px'>一、基本情况</h3>",
    ] {
        assert_eq!(codes(body), [], "{body}");
    }
}

#[test]
fn marks_of_footnotes_are_known_by_their_place() {
    let notes = |body: &str| match &read(body).blocks[0] {
        Block::Paragraph(p) => p.text.notes.clone(),
        other => panic!("{other:?}"),
    };
    let libre =
        "<p>单价120<sup><a class=sdfootnoteanc href=#sdfootnote1sym><sup>1</sup></a></sup>万元</p>";
    assert_eq!(notes(libre), ["单价120".len()]);
    let word =
        "<p>单价120<a style='mso-footnote-id:ftn1' href='#_ftn1' name='_ftnref1'>[1]</a>万元</p>";
    assert_eq!(notes(word), ["单价120".len()]);
    assert!(
        notes("<p><a style='mso-footnote-id:ftn1' href='#_ftnref1'>[1]</a>不含税</p>").is_empty()
    );
}

#[test]
fn a_head_in_a_table_of_its_own_joins_the_rows_below_it() {
    let page = |between: &str, row: &str| {
        format!(
            "<div class=el-table><div><table><thead><tr><th>设备<th>数量</tr></thead></table></div>{between}<div><table><tbody><tr>{row}</tr></tbody></table></div></div>"
        )
    };
    assert_eq!(lines(&page("", "<td>机器人<td>7")), ["设备|数量\n机器人|7"]);
    assert_eq!(lines(&page("<p>另附</p>", "<td>机器人<td>7")).len(), 3);
    assert_eq!(lines(&page("", "<td>机器人<td>7<td>8")).len(), 2);
}
