filedesc://a.arc 1.2.3.4 20080430204825 text/plain 62
1 0 x
URL IP-address Archive-date Content-type Archive-length

http://paper.example/2025/03/07/rain 1.2.3.4 20080430204825 text/html 167
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8

<html><head><title>Rain</title></head><body><h1>Rain</h1><p>It rained on the quay all day.</p></body></html>
http://paper.example/2025/03/07/rain d 1.2.3.4 20080430204825 text/html 168
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8

<html><head><title>Rain</title></head><body><h1>Rain</h1><p>It rained on the quay all day.</p></body></html>d
