query "q1" {
  sql = "select 1"
}

query "q_1_2__3" {
  sql = "select 1"
}

query "_leading" {
  sql = "select 1"
}

query "with-dash-9" {
  sql = "select 1"
}

query "UPPER_lower" {
  sql = "select 1"
}

query bare_label {
  sql = "select 1"
}
