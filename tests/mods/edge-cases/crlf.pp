query "crlf" {
  title = "Windows line ends"
  sql   = <<-EOQ
    select 1
  EOQ
}
