mod "edge_cases" {
  title = "Edge cases: ümläut"
}
