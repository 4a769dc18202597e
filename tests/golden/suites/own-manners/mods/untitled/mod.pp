mod "untitled" {
}

benchmark "all_of_it" {
  children = [benchmark.inner, control.plain]
}

benchmark "inner" {
  children = [control.odd, control.broken]
}

control "plain" {
  sql = "select 'ok' as status, 'fine' as reason, 'r' as resource"
}

control "odd" {
  title       = "A | b <b>c</b> & d"
  description = "One line,\nanother <i>line</i> | bar"
  sql         = <<EOQ
select 'alarm' as status, 'r' as resource, 'a|b' || char(10) || '<script>x</script> & c\|d\' as reason, 'x|y' as region, 'a`b``c' || char(10) || 'd' as code
EOQ
}

control "broken" {
  sql = "select * from \"no|such <table>\""
}

benchmark "watch" {
  type     = "detection"
  children = [detection.found]
}

detection "found" {
  sql = "select 1 as a"
}
