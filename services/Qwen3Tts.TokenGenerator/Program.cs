using Qwen3Tts.TokenGenerator.Hosting;
using Qwen3Tts.ServiceDefaults.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddFleetDefaults("token-generator").AddWorkerSecurity().AddTokenGenerator();

var app = builder.Build();
app.MapFleetDefaults().MapTokenGenerator();
app.Run();
