mod "empty" {
  title = "Empty"
}
