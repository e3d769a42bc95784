"""Writes files of all formats into a folder: write_files.py FOLDER"""

import bz2
import csv
import datetime as dt
import gzip
import io
import json
import os
import sys
import zipfile
from decimal import Decimal

import fastavro
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

folder = sys.argv[1]
rows = 5000


def write(name: str, data: bytes, day: int) -> None:
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    changed = dt.datetime(2025, 1, day, tzinfo=dt.timezone.utc).timestamp()
    os.utime(path, (changed, changed))


def table(first: int) -> pd.DataFrame:
    ids = range(first, first + rows)
    return pd.DataFrame(
        {
            "id": ids,
            "name": [f'name "{i}",\n{chr(0xE9) * (i % 3)}' for i in ids],
            "price": [i / 8 for i in ids],
            "even": [i % 2 == 0 for i in ids],
            "day": [dt.date(2020, 1, 1) + dt.timedelta(days=i % 5000) for i in ids],
        }
    )


text = table(0).to_csv(index=False).encode()
write("csv/plain.csv", text, 1)
write("csv/packed.csv.gz", gzip.compress(text), 2)
write("csv/packed.csv.bz2", bz2.compress(text), 3)
archive = io.BytesIO()
with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
    packed.writestr("one.csv", table(0).head(rows // 2).to_csv(index=False))
    packed.writestr("folder/two.csv", table(0).tail(rows // 2).to_csv(index=False))
write("csv/packed.zip", archive.getvalue(), 4)
write("csv-odd/latin.csv", table(0).to_csv(index=False, sep=";", quotechar="'", encoding="latin-1").encode("latin-1"), 1)

lines = [json.dumps({"id": i, "price": i / 8, "tags": [str(i)], "owner": {"id": i}}) for i in range(rows)]
write("jsonl/rows.jsonl", "\n".join(lines).encode(), 1)

arrow = pa.table(
    {
        "id": pa.array(range(rows), pa.int64()),
        "big": pa.array([2**60 + i for i in range(rows)], pa.int64()),
        "name": [f"name {i % 100}" for i in range(rows)],
        "price": pa.array([Decimal(i) / 100 for i in range(rows)], pa.decimal128(12, 2)),
        "rate": pa.array([None if i % 3 else i / 8 for i in range(rows)], pa.float64()),
        "moment": pa.array([i * 1_000_001 for i in range(rows)], pa.timestamp("us", "UTC")),
        "tags": [[str(i)] * (i % 3) for i in range(rows)],
    }
)
for number, (codec, version) in enumerate(
    [("none", "1.0"), ("snappy", "2.0"), ("gzip", "1.0"), ("brotli", "2.0"), ("zstd", "1.0"), ("lz4", "2.0")]
):
    target = io.BytesIO()
    pq.write_table(
        arrow,
        target,
        compression=codec,
        data_page_version=version,
        row_group_size=1700,
        data_page_size=4096,
        use_dictionary=number % 2 == 0,
    )
    write(f"parquet/codec={codec}/rows.parquet", target.getvalue(), number + 1)

schema = {
    "type": "record",
    "name": "Row",
    "fields": [
        {"name": "id", "type": "long"},
        {"name": "name", "type": ["null", "string"]},
        {"name": "rate", "type": "double"},
        {"name": "moment", "type": {"type": "long", "logicalType": "timestamp-micros"}},
    ],
}
moment = dt.datetime(2020, 1, 2, 3, 4, 5, 6, dt.timezone.utc)
records = [{"id": 2**60 + i, "name": None if i % 2 else str(i), "rate": i / 8, "moment": moment} for i in range(rows)]
for number, codec in enumerate(["null", "deflate", "snappy", "zstandard", "bzip2"]):
    target = io.BytesIO()
    fastavro.writer(target, schema, records, codec=codec)
    write(f"avro/{codec}.avro", target.getvalue(), number + 1)

for number, engine in enumerate(["openpyxl", "xlsxwriter"]):
    frame = table(0)
    frame["when"] = pd.Timestamp("2020-01-02T03:04:05.5")
    frame["none"] = None
    target = io.BytesIO()
    frame.to_excel(target, index=False, engine=engine)
    write(f"excel/{engine}.xlsx", target.getvalue(), number + 1)

for number in range(1, 6):
    target = io.StringIO()
    csv.writer(target).writerows([["n"], [number]])
    write(f"days/day{number}.csv", target.getvalue().encode(), number)
