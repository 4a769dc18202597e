query "in_a_folder_with_a_space" {
  sql = "select 1"
}
