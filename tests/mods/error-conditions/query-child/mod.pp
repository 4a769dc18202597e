mod "query_child" {
  title = "query_child"
}
