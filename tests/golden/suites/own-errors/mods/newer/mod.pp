mod "newer" {
  title = "For a later version"
  require {
    powerpipe {
      min_version = "99.0.0"
    }
  }
}

control "size" {
  sql = "select 1 as resource, 'ok' as status, 'fine' as reason"
}

query "size" {
  sql = "select 1"
}

dashboard "size" {
  text {
    value = "here"
  }
}
