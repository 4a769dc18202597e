mod "again" {
  title = "Names that are there twice"
}
