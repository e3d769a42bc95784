"""An S3 server that checks signatures, with the files of a folder: s3_server.py FOLDER. Ends with its stdin."""

import json
import os
import sys

import boto3
from moto import settings
from moto.server import ThreadedMotoServer

folder = sys.argv[1]
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
url = f"http://127.0.0.1:{port}"


def client(service: str):
    return boto3.client(
        service, endpoint_url=url, region_name="eu-west-1", aws_access_key_id="root", aws_secret_access_key="root"
    )


s3, iam = client("s3"), client("iam")
where = {"LocationConstraint": "eu-west-1"}
for bucket in ["files", "my.many"]:
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=where)
for path, _, names in os.walk(folder):
    for name in names:
        file = os.path.join(path, name)
        s3.upload_file(file, "files", os.path.relpath(file, folder))
s3.put_object(Bucket="files", Key="odd/a +&=é(1)/'x'.csv", Body=b"n\n1\n")
# More than a page of keys, in a bucket that cannot be a host name.
for number in range(1, 1103):
    s3.put_object(Bucket="my.many", Key=f"many/{number:04}.csv", Body=b"n\n%d\n" % number)

policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
iam.create_user(UserName="reader")
iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=json.dumps(policy))
key = iam.create_access_key(UserName="reader")["AccessKey"]
# From now on each request must be signed by somebody who may send it.
settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
print(json.dumps({"endpoint": url, "key": key["AccessKeyId"], "secret": key["SecretAccessKey"]}), flush=True)
sys.stdin.read()
server.stop()
