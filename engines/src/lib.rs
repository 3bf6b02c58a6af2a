//! Re-exports the C interfaces of wasmtime and wasmi, so that one archive carries both.
pub use wasmi_c_api as wasmi;
pub use wasmtime_c_api as wasmtime;
