mod "narrow" {
  title = "Blocks on one line"
}
