-- Views for analysts: what counts, in words of the forms. Made anew with every opening.

DROP VIEW IF EXISTS 申报书;
-- One row an application; of several versions of a work only the one that counts.
CREATE VIEW 申报书 AS
SELECT r.id AS 编号, f.first_path AS 文件, f.format AS 格式, f.work_id AS 作品, r.template AS 表单,
    r.year AS 年份, r.title AS 项目名称, r.applicant AS 企业名称, r.credit_code AS 统一社会信用代码,
    r.region AS 地区, r.sector AS 领域,
    (SELECT max(value) FROM figures WHERE record = r.id AND name = '投资') AS 总投资万元,
    (SELECT max(value) FROM figures WHERE record = r.id AND name = '成熟度') AS 成熟度等级,
    (SELECT count(*) FROM scenarios WHERE record = r.id) AS 场景数,
    (SELECT count(*) FROM metrics WHERE record = r.id AND value IS NOT NULL) AS 指标数
FROM records r JOIN files f ON f.sha256 = r.sha256
WHERE r.kind = 'application' AND f.newest = 1;

DROP VIEW IF EXISTS 指标;
-- One row a metric of an application that counts.
CREATE VIEW 指标 AS
SELECT a.编号, a.企业名称, a.项目名称, a.年份, m.name AS 指标, m.unit AS 单位, m.value AS 数值, m.page AS 页
FROM metrics m JOIN 申报书 a ON a.编号 = m.record;

DROP VIEW IF EXISTS 财务;
-- One row a year of an applicant's accounts.
CREATE VIEW 财务 AS
SELECT a.编号, a.企业名称, a.项目名称, n.year AS 会计年度, n.total_assets AS 总资产万元,
    n.debt_ratio AS 资产负债率, n.revenue AS 营业收入万元, n.profit_margin AS 利润率
FROM financials n JOIN 申报书 a ON a.编号 = n.record;

DROP VIEW IF EXISTS 前后对比;
-- One row a figure before and after the transformation.
CREATE VIEW 前后对比 AS
SELECT a.编号, a.企业名称, a.项目名称, b.name AS 项, b.before AS 改造前, b.after AS 改造后,
    b.after - b.before AS 变化
FROM before_after b JOIN 申报书 a ON a.编号 = b.record;

DROP VIEW IF EXISTS 场景;
-- One row a scenario of an application that counts.
CREATE VIEW 场景 AS
SELECT a.编号, a.企业名称, a.项目名称, a.年份, s.no AS 序号, s.stage AS 环节, s.scenario AS 场景, s.instance AS 实例
FROM scenarios s JOIN 申报书 a ON a.编号 = s.record;

DROP VIEW IF EXISTS 供应商;
-- One row a supplier of an application that counts.
CREATE VIEW 供应商 AS
SELECT a.编号, a.企业名称, a.项目名称, s.name AS 供应商
FROM suppliers s JOIN 申报书 a ON a.编号 = s.record;

DROP VIEW IF EXISTS 通知;
-- One row a notice that counts.
CREATE VIEW 通知 AS
SELECT r.id AS 编号, f.first_path AS 文件, f.work_id AS 作品, r.title AS 标题, r.year AS 年份, r.date AS 日期
FROM records r JOIN files f ON f.sha256 = r.sha256
WHERE r.kind = 'notice' AND f.newest = 1;

DROP VIEW IF EXISTS 版本;
-- One row a version of a work: the newest counts.
CREATE VIEW 版本 AS
SELECT work_id AS 作品, sha256 AS 文件哈希, first_path AS 文件, format AS 格式, newest AS 计入,
    datetime(modified / 1000000000, 'unixepoch') AS 修改时间
FROM files WHERE state = 'kept';

DROP VIEW IF EXISTS 路径历史;
-- What every name has led to, oldest first.
CREATE VIEW 路径历史 AS
SELECT path AS 路径, sha256 AS 文件哈希, bytes AS 字节, first_seen AS 起, replaced AS 止 FROM history
UNION ALL
SELECT path, sha256, bytes, first_seen, NULL FROM paths
ORDER BY 1, 4;

DROP VIEW IF EXISTS 隔离;
-- What is in quarantine, and what to do.
CREATE VIEW 隔离 AS
SELECT path AS 路径, code AS 代码, message AS 原因, hint AS 处理, since AS 时间, sha256 AS 文件哈希
FROM quarantine;
