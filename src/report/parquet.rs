//! A table of records as Parquet, for DuckDB, pandas and Spark: text and numbers, blank
//! where a record has none.

use super::table::{Cell, Table};
use crate::library::Stored;
use crate::problem::{Code, Problem};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::io::Write;
use std::sync::Arc;

/// Rows written at a time.
const GROUP: usize = 20_000;

/// A Parquet file in the making.
pub struct Parquet<W: Write + Send> {
    table: Table,
    writer: SerializedFileWriter<W>,
    rows: Vec<Vec<Cell>>,
}

impl<W: Write + Send> Parquet<W> {
    /// Begins a file.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn new(table: Table, out: W) -> Result<Self, Problem> {
        let mut fields = Vec::new();
        for column in &table.columns {
            let kind = match (column.whole, column.numeric) {
                (true, _) => Physical::INT64,
                (_, true) => Physical::DOUBLE,
                _ => Physical::BYTE_ARRAY,
            };
            let text = (!column.numeric).then_some(LogicalType::String);
            let field = Type::primitive_type_builder(&column.name, kind)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(text)
                .build()
                .map_err(failed)?;
            fields.push(Arc::new(field));
        }
        let schema =
            Type::group_type_builder("records").with_fields(fields).build().map_err(failed)?;
        let compression = Compression::ZSTD(ZstdLevel::default());
        let properties = WriterProperties::builder().set_compression(compression).build();
        let writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))
            .map_err(failed)?;
        Ok(Self { table, writer, rows: Vec::new() })
    }

    /// Adds a record's rows.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn add(&mut self, stored: &Stored) -> Result<(), Problem> {
        self.rows.extend(self.table.rows(stored));
        if self.rows.len() >= GROUP { self.group() } else { Ok(()) }
    }

    fn group(&mut self) -> Result<(), Problem> {
        let rows = std::mem::take(&mut self.rows);
        let mut group = self.writer.next_row_group().map_err(failed)?;
        for (n, column) in self.table.columns.iter().enumerate() {
            let cells = rows.iter().filter_map(|row| row.get(n));
            let Some(mut writer) = group.next_column().map_err(failed)? else { break };
            if column.numeric {
                let numbers: Vec<Option<f64>> = cells
                    .map(|cell| match cell {
                        Cell::Number(number) => Some(*number),
                        _ => None,
                    })
                    .collect();
                let levels: Vec<i16> = numbers.iter().map(|n| i16::from(n.is_some())).collect();
                let values = numbers.into_iter().flatten();
                if column.whole {
                    let values: Vec<i64> = values.map(|value| value as i64).collect();
                    let typed = writer.typed::<Int64Type>();
                    typed.write_batch(&values, Some(&levels), None).map_err(failed)?;
                } else {
                    let values: Vec<f64> = values.collect();
                    let typed = writer.typed::<DoubleType>();
                    typed.write_batch(&values, Some(&levels), None).map_err(failed)?;
                }
            } else {
                let texts: Vec<Option<String>> =
                    cells.map(|cell| (*cell != Cell::Empty).then(|| cell.shown())).collect();
                let levels: Vec<i16> = texts.iter().map(|t| i16::from(t.is_some())).collect();
                let values: Vec<ByteArray> =
                    texts.into_iter().flatten().map(|t| ByteArray::from(t.into_bytes())).collect();
                let typed = writer.typed::<ByteArrayType>();
                typed.write_batch(&values, Some(&levels), None).map_err(failed)?;
            }
            writer.close().map_err(failed)?;
        }
        group.close().map_err(failed).map(|_| ())
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<(), Problem> {
        if !self.rows.is_empty() {
            self.group()?;
        }
        self.writer.close().map_err(failed).map(|_| ())
    }
}

fn failed(error: parquet::errors::ParquetError) -> Problem {
    Problem::new(Code::Internal, format!("写不出 Parquet（{error}）"), "")
}
