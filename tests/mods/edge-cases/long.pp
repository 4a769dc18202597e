query "long_sql" {
  title = "SQL above 4 KB"
  sql   = <<-EOQ
    select
      column_000 as c_000, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_001 as c_001, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_002 as c_002, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_003 as c_003, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_004 as c_004, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_005 as c_005, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_006 as c_006, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_007 as c_007, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_008 as c_008, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_009 as c_009, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_010 as c_010, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_011 as c_011, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_012 as c_012, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_013 as c_013, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_014 as c_014, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_015 as c_015, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_016 as c_016, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_017 as c_017, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_018 as c_018, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_019 as c_019, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_020 as c_020, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_021 as c_021, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_022 as c_022, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_023 as c_023, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_024 as c_024, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_025 as c_025, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_026 as c_026, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_027 as c_027, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_028 as c_028, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_029 as c_029, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_030 as c_030, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_031 as c_031, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_032 as c_032, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_033 as c_033, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_034 as c_034, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_035 as c_035, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_036 as c_036, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_037 as c_037, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_038 as c_038, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_039 as c_039, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_040 as c_040, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_041 as c_041, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_042 as c_042, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_043 as c_043, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_044 as c_044, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_045 as c_045, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_046 as c_046, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_047 as c_047, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_048 as c_048, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_049 as c_049, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_050 as c_050, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_051 as c_051, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_052 as c_052, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_053 as c_053, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_054 as c_054, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_055 as c_055, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_056 as c_056, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_057 as c_057, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_058 as c_058, -- a "quoted" remark { with } brackets ( ] # and // no comments
      column_059 as c_059, -- a "quoted" remark { with } brackets ( ] # and // no comments
      1 as last
    from (select 1)
  EOQ
}

control "markdown" {
  title       = "A description in several lines"
  description = <<-EOD
    # Heading

    - one `code`
    - two **bold**, a lone } and an escaped $${template} and %%{ if }

        EOQ inside
  EOD
  sql = <<EOQ
select 'EOD' as word
EOQ
}
