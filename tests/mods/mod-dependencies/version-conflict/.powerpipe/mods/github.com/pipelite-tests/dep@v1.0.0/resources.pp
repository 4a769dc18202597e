control "c" {
  title = "Control of dep"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

variable "level" {
  type    = number
  default = 1
}

query "only_in_v1" {
  sql = "select 1"
}
