//! The command line.

use certsite_records::cli::{RegisterArgs, SensorsArgs};
use certsite_shell::cli::{
    AdvisoryArgs, BuildArgs, CheckArgs, HeadersArgs, NewArgs, SchemaArgs, ServeArgs, SignArgs,
    SiteArgs,
};
use clap::{Parser, Subcommand};

/// Builds the bilingual site of a computer-emergency-response team from Markdown.
#[derive(Parser)]
#[command(name = "certsite", version, max_term_width = 100)]
#[command(after_help = "Exit status: 0 fine, 1 problems in the content, 2 could not run.")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Build the site into a folder
    Build(BuildArgs),
    /// Show the site in a browser, reload it at each change, take reports for trial
    Serve(ServeArgs),
    /// Report everything that is wrong or missing, without writing anything
    Check(CheckArgs),
    /// Make the files of a new page in each language
    New(NewArgs),
    /// Look at advisories as those see them who fetch them
    Advisory(AdvisoryArgs),
    /// Sign what the team signs, through GnuPG or with a key file
    Sign(SignArgs),
    /// Keep the register of incidents
    Register(RegisterArgs),
    /// Count what sensors saw
    Sensors(SensorsArgs),
    /// Print what a web server is to send along with the site's files, in its own words
    Headers(HeadersArgs),
    /// Print the JSON Schema (2020-12) of the front matter, for completion in editors, or of themes
    Schema(SchemaArgs),
    /// Say in one screen what the site holds and what it lacks
    Status(SiteArgs),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_holds_what_clap_demands() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
