mod "zoo" {
  title = "Zoo"
  database = "sqlite://zoo.db"
}
