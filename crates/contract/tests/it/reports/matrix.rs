//! Several receivers side by side.

use expect_test::expect_file;
use livehook_contract::report::{
    matrix::{Matrix, RowOrder},
    terminal::TerminalOptions,
};

use super::sample;

fn matrix() -> Matrix {
    Matrix::of(&[sample::report(), sample::better(), sample::unreachable()])
}

fn terminal(order: RowOrder) -> String {
    matrix()
        .lines(order, &TerminalOptions::default())
        .iter()
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn rows_stand_in_the_order_of_the_catalogue_or_worst_first() {
    expect_file!["expected/matrix.txt"].assert_eq(&terminal(RowOrder::Catalogue));
    expect_file!["expected/matrix-worst-first.txt"].assert_eq(&terminal(RowOrder::WorstFirst));
}

#[test]
fn the_markdown_table_keeps_its_form() {
    expect_file!["expected/matrix.md"].assert_eq(&matrix().to_markdown(RowOrder::Catalogue));
}

#[test]
fn the_object_keeps_its_form() {
    expect_file!["expected/matrix.json"]
        .assert_eq(&(serde_json::to_string_pretty(&matrix()).unwrap() + "\n"));
}

#[test]
fn targets_of_one_name_are_told_apart() {
    let matrix = Matrix::of(&[sample::report(), sample::report()]);
    let names: Vec<_> = matrix.targets.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["127.0.0.1:8080", "127.0.0.1:8080 (2)"]);
}

#[test]
fn no_report_is_an_empty_matrix() {
    assert_eq!(Matrix::of(&[]).rows.len(), 0);
    assert!(!Matrix::of(&[]).to_markdown(RowOrder::WorstFirst).is_empty());
}
