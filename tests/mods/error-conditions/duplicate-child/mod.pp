mod "duplicate_child" {
  title = "duplicate_child"
}
