query "below_a_hidden_folder" {
  sql = "select 1"
}
