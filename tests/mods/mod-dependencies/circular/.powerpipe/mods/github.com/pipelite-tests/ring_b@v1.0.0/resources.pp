control "c" {
  title = "Control of ring_b"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

variable "level" {
  type    = number
  default = 1
}
