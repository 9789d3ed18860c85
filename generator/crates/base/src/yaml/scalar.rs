//! Values of YAML that are checked while they are read, so that an error carries the line and
//! column of the value.

/// Implements `Deserialize` by a parsing function of a string, and tells schemas what is expected.
#[macro_export]
macro_rules! from_text {
    ($type:ident, $parse:expr, $expected:expr) => {
        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as ::serde::Deserialize>::deserialize(deserializer)?;
                let parse: fn(&str) -> Result<$type, _> = $parse;
                parse(&text).map_err(|wrong| {
                    <D::Error as ::serde::de::Error>::custom(format!("“{text}” {wrong}{}{}", $crate::yaml::EXPECTED, $expected))
                })
            }
        }

        impl ::schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                ::schemars::json_schema!({ "type": "string", "description": $expected })
            }
        }
    };
}
