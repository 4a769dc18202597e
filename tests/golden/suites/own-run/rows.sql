create table reading (id integer primary key, level real, raw blob);
insert into reading values (1, 1500000, x'0102'), (2, 0.5, null), (3, 0.00001, x'');
