dashboard "certificates" {
  title       = "Certificates"
  description = "What runs out, and when."
  tags        = merge(local.dashboard_tags, { area = "certificates" })

  input "issuer" {
    base = input.certificate_issuer
  }

  container {
    title = "Days left"

    chart {
      type  = "bar"
      title = "Days left"
      sql   = <<-EOQ
        select name, cast(julianday(not_after) - julianday('${var.as_of}') as integer) as days
        from certificate
        where issuer = $1
        order by 2
      EOQ
      args  = [self.input.issuer.value]
    }
  }

  container {
    title = "All"

    table {
      sql = "select * from certificate order by not_after"
    }

    image {
      width = 2
      src   = "https://example.org/seal.png"
      alt   = "seal of the house"
    }
  }

  dashboard "certificate_help" {
    title = "How to renew"

    text {
      type  = "markdown"
      value = "Ask the owner of the host; see [the handbook](https://example.org/handbook)."
    }
  }
}

input "certificate_issuer" {
  title = "Issuer"
  type  = "select"
  sql   = "select distinct issuer as label, issuer as value from certificate order by 1"
}
