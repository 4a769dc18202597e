mod "insights" {
  title = "insights"
}
