control "c" {
  title = "Control of tools"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

variable "level" {
  type    = number
  default = 1
}

query "of_owner_one" {
  sql = "select 1"
}
