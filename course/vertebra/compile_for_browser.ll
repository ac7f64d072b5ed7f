; What numba's runtime does for a loop that takes memory for itself: a block with a header of 64 bytes that holds the
; count of references, the place of the data (at 24) and its size (at 32), as the compiled loops expect it.

declare ptr @malloc(i32)
declare void @free(ptr)

define ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 %align) {
  %bytes = trunc i64 %size to i32
  %spare = add i32 %align, 64
  %total = add i32 %bytes, %spare
  %block = call ptr @malloc(i32 %total)
  %failed = icmp eq ptr %block, null
  br i1 %failed, label %none, label %fill
none:
  ret ptr null
fill:
  %place = ptrtoint ptr %block to i32
  %behind = add i32 %place, 63
  %reached = add i32 %behind, %align
  %mask = sub i32 0, %align
  %aligned = and i32 %reached, %mask
  %data = inttoptr i32 %aligned to ptr
  store i64 1, ptr %block
  %size.at = getelementptr i8, ptr %block, i32 32
  store i64 %size, ptr %size.at
  %data.at = getelementptr i8, ptr %block, i32 24
  store i64 0, ptr %data.at
  store ptr %data, ptr %data.at
  ret ptr %block
}

define void @NRT_incref(ptr %block) {
  %nobody = icmp eq ptr %block, null
  br i1 %nobody, label %end, label %count
count:
  %before = load i64, ptr %block
  %after = add i64 %before, 1
  store i64 %after, ptr %block
  br label %end
end:
  ret void
}

define void @NRT_decref(ptr %block) {
  %nobody = icmp eq ptr %block, null
  br i1 %nobody, label %end, label %count
count:
  %before = load i64, ptr %block
  %after = sub i64 %before, 1
  store i64 %after, ptr %block
  %unused = icmp eq i64 %after, 0
  br i1 %unused, label %release, label %end
release:
  call void @free(ptr %block)
  br label %end
end:
  ret void
}
