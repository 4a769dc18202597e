mod "wrong_columns" {
  title = "wrong_columns"
}
