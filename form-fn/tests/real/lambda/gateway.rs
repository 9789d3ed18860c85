//! A request → the event that each service in front of a function makes of it, after the examples
//! in AWS's documentation; and the response back.

use certsite_tests::lambda::Ended;
use serde_json::{Map, Value, json};

/// Who sends requests to a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gateway {
    /// API Gateway, REST API: payload 1.0.
    Rest,
    /// API Gateway, HTTP API: payload 2.0.
    Http,
    /// The function's own address.
    Url,
    /// A load balancer.
    Balancer,
    /// A load balancer whose target group has multi-value headers.
    BalancerMulti,
}

pub const GATEWAYS: [Gateway; 5] =
    [Gateway::Rest, Gateway::Http, Gateway::Url, Gateway::Balancer, Gateway::BalancerMulti];

/// A request as a browser makes it.
#[derive(Clone)]
pub struct Request {
    pub method: &'static str,
    pub path: String,
    pub query: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// True if the gateway encodes the body.
    pub base64: bool,
    pub client: &'static str,
    pub stage: &'static str,
}

impl Request {
    pub fn get(path: &str, query: &str) -> Request {
        Request {
            method: "GET",
            path: path.into(),
            query: query.to_owned(),
            headers: vec![("host", "cert.example".into())],
            body: Vec::new(),
            base64: false,
            client: "192.0.2.1",
            stage: "$default",
        }
    }

    pub fn post(kind: &str, body: impl Into<Vec<u8>>) -> Request {
        let post =
            Request { method: "POST", body: body.into(), ..Request::get("/forms/incident", "") };
        post.with("content-type", kind).with("origin", "https://cert.example")
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Request {
        self.headers.push((name, value.into()));
        self
    }

    /// The event of this request. A header given twice is one with commas, but where a gateway has
    /// multi-value headers; the gateway adds who is connected to it.
    pub fn event(&self, gateway: Gateway) -> Value {
        let mut headers: Map<String, Value> = Map::new();
        let mut forwarded: Vec<&str> = Vec::new();
        for (name, value) in &self.headers {
            if *name == "x-forwarded-for" {
                forwarded.push(value)
            } else {
                headers.insert((*name).into(), json!(value));
            }
        }
        forwarded.push(self.client);
        headers.insert("x-forwarded-for".into(), json!(forwarded.join(", ")));
        headers.insert("x-forwarded-proto".into(), json!("https"));
        let multi: Map<String, Value> =
            headers.iter().map(|(name, value)| (name.clone(), json!([value]))).collect();
        let body = match self.base64 {
            true => base64(&self.body),
            false => String::from_utf8(self.body.clone()).expect("only text goes as it is"),
        };
        let body = if self.body.is_empty() { Value::Null } else { json!(body) };
        let pairs = || self.query.split('&').filter_map(|pair| pair.split_once('='));
        let query: Map<_, _> = pairs().map(|(name, value)| (name.into(), json!(value))).collect();
        let queries: Map<_, _> = pairs().map(|(name, v)| (name.into(), json!([v]))).collect();
        let query = (!query.is_empty()).then_some(Value::from(query));
        let queries = (!queries.is_empty()).then_some(Value::from(queries));
        let staged = match self.stage {
            "$default" => self.path.clone(),
            stage => format!("/{stage}{}", self.path),
        };
        let (method, client, stage) = (self.method, self.client, self.stage);
        let domain = if gateway == Gateway::Url {
            "id.lambda-url.eu-central-1.on.aws"
        } else {
            "id.execute-api.eu-central-1.amazonaws.com"
        };
        match gateway {
            Gateway::Rest => json!({
                "version": "1.0",
                "resource": "/{proxy+}",
                "path": self.path,
                "httpMethod": method,
                "headers": headers,
                "multiValueHeaders": multi,
                "queryStringParameters": query,
                "multiValueQueryStringParameters": queries,
                "requestContext": {
                    "accountId": "123456789012",
                    "apiId": "id",
                    "authorizer": { "claims": null, "scopes": null },
                    "domainName": domain,
                    "domainPrefix": "id",
                    "extendedRequestId": "request-id",
                    "httpMethod": method,
                    "identity": {
                        "accessKey": null, "accountId": null, "caller": null,
                        "cognitoAuthenticationProvider": null, "cognitoAuthenticationType": null,
                        "cognitoIdentityId": null, "cognitoIdentityPoolId": null,
                        "principalOrgId": null, "sourceIp": client, "user": null,
                        "userAgent": "user-agent", "userArn": null, "clientCert": null,
                    },
                    "path": staged,
                    "protocol": "HTTP/1.1",
                    "requestId": "id=",
                    "requestTime": "04/Mar/2026:19:15:17 +0000",
                    "requestTimeEpoch": 1_772_651_717_000_u64,
                    "resourceId": null,
                    "resourcePath": "/{proxy+}",
                    "stage": stage,
                },
                "pathParameters": null,
                "stageVariables": null,
                "body": body,
                "isBase64Encoded": self.base64,
            }),
            Gateway::Http | Gateway::Url => json!({
                "version": "2.0",
                "routeKey": "$default",
                "rawPath": staged,
                "rawQueryString": self.query,
                "cookies": ["cookie1", "cookie2"],
                "headers": headers,
                "queryStringParameters": query,
                "requestContext": {
                    "accountId": "123456789012",
                    "apiId": "id",
                    "authentication": null,
                    "domainName": domain,
                    "domainPrefix": "id",
                    "http": {
                        "method": method,
                        "path": staged,
                        "protocol": "HTTP/1.1",
                        "sourceIp": client,
                        "userAgent": "agent",
                    },
                    "requestId": "id",
                    "routeKey": "$default",
                    "stage": stage,
                    "time": "04/Mar/2026:19:15:17 +0000",
                    "timeEpoch": 1_772_651_717_000_u64,
                },
                "body": body,
                "pathParameters": null,
                "isBase64Encoded": self.base64,
                "stageVariables": null,
            }),
            Gateway::Balancer | Gateway::BalancerMulti => {
                let mut event = json!({
                    "requestContext": { "elb": { "targetGroupArn":
                        "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/form/6d0ecf831eec9f09" } },
                    "httpMethod": method,
                    "path": self.path,
                    "body": body.as_str().unwrap_or(""),
                    "isBase64Encoded": self.base64,
                });
                if gateway == Gateway::Balancer {
                    event["headers"] = headers.into();
                    event["queryStringParameters"] = query.unwrap_or(json!({}));
                } else {
                    event["multiValueHeaders"] = multi.into();
                    event["multiValueQueryStringParameters"] = queries.unwrap_or(json!({}));
                }
                event
            }
        }
    }
}

/// What a browser gets to see of a response.
#[derive(Debug)]
pub struct Response {
    pub status: u64,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Response {
    /// Reads a response as this gateway does.
    #[track_caller]
    pub fn read(gateway: Gateway, ended: Ended) -> Response {
        let answer = ended.answered();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let headers = |name: &str| answer[name].as_object().cloned().unwrap_or_default();
        let single = || headers("headers").iter().map(|(n, v)| (n.clone(), text(v))).collect();
        let multi = || {
            let all = headers("multiValueHeaders");
            let pairs = all.iter().flat_map(|(name, values)| {
                let values = values.as_array().cloned().unwrap_or_default();
                values.into_iter().map(|value| (name.clone(), text(&value))).collect::<Vec<_>>()
            });
            pairs.collect()
        };
        let headers = match gateway {
            Gateway::Rest => [single(), multi()].concat(),
            Gateway::Http | Gateway::Url | Gateway::Balancer => single(),
            Gateway::BalancerMulti => multi(),
        };
        assert_eq!(answer["isBase64Encoded"], false, "every answer is text");
        let status = answer["statusCode"].as_u64().expect("a status");
        Response { status, headers, body: text(&answer["body"]) }
    }

    /// A header that stands there once.
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let mut found = self.headers.iter().filter(|(header, _)| header == name);
        let value = found.next().map_or("", |(_, value)| value.as_str());
        assert_eq!(found.next(), None, "{name} stands there twice");
        value
    }
}

/// Base64, as gateways write it (RFC 4648 §4).
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |n: usize| u32::from(chunk.get(n).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for n in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * n) & 63) as usize] as char;
            text.push(if n <= chunk.len() { digit } else { '=' });
        }
    }
    text
}
