control "c" {
  title = "Control of user"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

variable "level" {
  type    = number
  default = 1
}

benchmark "b" {
  title = "b"
  children = [
    dep.control.c,
  ]
}
