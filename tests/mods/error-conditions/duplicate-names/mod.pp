mod "duplicate_names" {
  title = "duplicate_names"
}
